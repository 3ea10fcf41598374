package io.twinstream.ends.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.ends.Retries;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/** A server of the API that OpenSearch and Elasticsearch share, which may be away for a while. */
final class SearchServer implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** One for all tasks of a process: it keeps threads and connections. */
  private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /** It has too much to do, or starts or stops, or nobody is behind its proxy. */
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

  private static final int UNAUTHORIZED = 401;
  private static final int MOST_OF_ANSWER = 300;

  private final SearchAddress address;
  private final Retries retries;

  SearchServer(SearchAddress address) {
    this.address = address;
    this.retries = new Retries(address.toString());
  }

  /**
   * What it answered.
   *
   * @param status of HTTP
   */
  record Answer(int status, JsonNode body) {
    boolean isOk() {
      return status / 100 == 2;
    }

    /** Returns the reason that it gives for an error. */
    String reason() {
      JsonNode error = body.path("error");
      String reason = error.path("reason").asText(error.asText(body.toString()));
      return "%d %s".formatted(status, reason);
    }
  }

  /**
   * Returns what it answers, once.
   *
   * @throws UserError if it is not there, or does not let us in
   */
  Answer once(String method, String path, String body) {
    try {
      return send(method, path, body);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Returns what it answers; asks again and again while it is not there.
   *
   * @throws UserError if it stays away for ten minutes or until {@link #giveUp}, or does not let us
   *     in
   */
  Answer untilThere(String method, String path, String body) {
    try {
      return retries.run(
          () -> send(method, path, body), failure -> !(failure instanceof InterruptedIOException));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Asks nothing again from now on. */
  void giveUp() {
    retries.giveUp();
  }

  private Answer send(String method, String path, String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.server() + path))
            .timeout(ANSWER)
            .header(
                "Content-Type",
                path.endsWith("_bulk") ? "application/x-ndjson" : "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (address.authorization() != null) {
      request.header("Authorization", address.authorization());
    }
    HttpResponse<String> response = exchange(request.build());
    if (PASSING.contains(response.statusCode())) {
      throw new IOException("it answers %d".formatted(response.statusCode()));
    }
    if (response.statusCode() == UNAUTHORIZED) {
      throw UserError.failed(
          "%s: 401: user or password is wrong, or missing: write them before the host, USER:PASSWORD@"
              .formatted(address));
    }
    return new Answer(response.statusCode(), json(response.body()));
  }

  private HttpResponse<String> exchange(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private JsonNode json(String body) {
    try {
      return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw UserError.failed(
          "%s: is no OpenSearch or Elasticsearch, whose answers are JSON: it says '%s'"
              .formatted(address, body.substring(0, Math.min(MOST_OF_ANSWER, body.length()))),
          e);
    }
  }

  private UserError failed(IOException failure) {
    String reason = failure.getMessage() == null ? "cannot connect" : failure.getMessage();
    return UserError.failed("%s: is not there: %s".formatted(address, reason), failure);
  }
}
