package io.twinstream.watch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The page of another run, asked by this one's server: a browser must not ask another address than
 * that of its page.
 */
final class Beside {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int OK = 200;

  private final URI page;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .executor(
              task -> {
                Thread thread = new Thread(task, "twinstream-beside");
                thread.setDaemon(true);
                thread.start();
              })
          .build();

  /**
   * @param page the address of the other page
   */
  Beside(URI page) {
    this.page = page;
  }

  /** Returns its status, or that it does not answer, as JSON. */
  String status(String query) {
    HttpRequest request =
        HttpRequest.newBuilder(page.resolve("/status.json" + (query.isEmpty() ? "" : "?" + query)))
            .timeout(LIMIT)
            .build();
    try {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return answer.statusCode() == OK && answer.body().startsWith("{\"version\":")
          ? answer.body()
          : problem("is not the page of a run");
    } catch (IOException e) {
      return problem("does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem("does not answer");
    }
  }

  private String problem(String what) {
    return "{\"problem\":\"%s %s\"}".formatted(page, what);
  }
}
