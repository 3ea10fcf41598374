package io.twinstream.local.servers;

import io.twinstream.ends.Loopback;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One real node of OpenSearch on the loopback interface, without its plugin for passwords: every
 * user of this machine reaches it. It ends with this process, also when that is killed.
 */
public final class LocalSearch implements AutoCloseable {
  /** Where bin/ puts its class path, below the project's folder. */
  public static final String JARS = "target/ends/opensearch/jars";

  private static final String NAME = "search";
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final ServerProcess server;
  private final int port;
  private final TemporaryFolder temporary;

  private LocalSearch(ServerProcess server, int port, TemporaryFolder temporary) {
    this.server = server;
    this.port = port;
    this.temporary = temporary;
  }

  /**
   * Starts a node, and returns when it answers.
   *
   * @param jars its class path
   * @param port 1 to 65535, or 0 for any that is free
   * @param folder keeps the indexes, also those of an earlier node; null for a temporary one
   * @throws UserError if the jars are not there, the port is taken, the folder cannot be written or
   *     the node does not start; says why
   */
  public static LocalSearch start(Path jars, int port, Path folder) {
    if (!Files.isDirectory(jars)) {
      throw UserError.failed(
          "%s: OpenSearch is not there: start it in a project with Maven, which fetches it"
              .formatted(jars));
    }
    int chosen = Loopback.free(port);
    try {
      TemporaryFolder temporary = folder == null ? TemporaryFolder.create() : null;
      try {
        Path home = folder == null ? temporary.path() : Files.createDirectories(folder);
        ServerProcess server =
            ServerProcess.java(
                NAME, List.of(jars), home, SearchNode.class.getName(), settings(home, chosen));
        server.awaitReady(() -> answers(chosen));
        return new LocalSearch(server, chosen, temporary);
      } catch (UserError | IOException e) {
        if (temporary != null) {
          temporary.close();
        }
        throw e;
      }
    } catch (IOException e) {
      throw UserError.failed(
          "search: cannot be started in %s (%s): choose a folder that can be written"
              .formatted(folder == null ? "a temporary folder" : folder, FileErrors.reason(e)),
          e);
    }
  }

  private static List<String> settings(Path home, int port) {
    return List.of(
        "path.home=" + home.toAbsolutePath(),
        "network.host=127.0.0.1",
        "http.port=" + port,
        "transport.port=0",
        "discovery.type=single-node",
        // Which refuses writes where a disk is nearly full, also one that is large.
        "cluster.routing.allocation.disk.threshold_enabled=false");
  }

  /** Returns the port. */
  public int port() {
    return port;
  }

  /** Returns what a client connects to. */
  public String url() {
    return "http://localhost:" + port;
  }

  /** Waits until it ends or the time has passed; tells whether it has ended. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return server.awaitEnd(limit);
  }

  /** Stops the node, and deletes its folder if that was a temporary one. */
  @Override
  public void close() {
    server.close(temporary);
  }

  private static boolean answers(int port) {
    URI health =
        URI.create("http://localhost:%d/_cluster/health?wait_for_status=yellow".formatted(port));
    try {
      HttpRequest request = HttpRequest.newBuilder(health).timeout(ANSWER).build();
      return HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == OK;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
