package io.twinstream.ends.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Documents on their way into an index, each with its id and version, in requests of up to 1,000
 * documents or 5 MiB. Those that the server has no time for are sent again; those of which it has a
 * newer version are left out.
 */
final class Bulk {
  private static final int MOST_DOCUMENTS = 1_000;
  private static final long MOST_CHARACTERS = 5L << 20;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Set<Integer> BUSY = Set.of(429, 503);
  private static final int CONFLICT = 409;

  private final SearchAddress address;
  private final SearchServer server;

  /** Two lines each: what to do, and the document. */
  private List<String> waiting = new ArrayList<>();

  private long characters;

  Bulk(SearchAddress address, SearchServer server) {
    this.address = address;
    this.server = server;
  }

  /** Adds a document, and sends those that wait if they are many. */
  void add(String action, String document) {
    String lines = action + "\n" + document + "\n";
    waiting.add(lines);
    characters += lines.length();
    if (waiting.size() >= MOST_DOCUMENTS || characters >= MOST_CHARACTERS) {
      flush();
    }
  }

  /**
   * Sends those that wait; returns when the server has written them.
   *
   * @throws UserError if it refuses one for good, or has no time for ten minutes
   */
  void flush() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    List<String> left = waiting;
    while (!left.isEmpty()) {
      String path = "/" + address.index() + "/_bulk";
      SearchServer.Answer answer = server.untilThere("POST", path, String.join("", left));
      if (!answer.isOk()) {
        throw UserError.failed("%s: %s".formatted(address, answer.reason()));
      }
      left = again(left, answer.body().required("items"));
      if (!left.isEmpty()) {
        if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
          throw UserError.failed(
              "%s: has no time for %d documents of a batch".formatted(address, left.size()));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    waiting = new ArrayList<>();
    characters = 0;
  }

  private List<String> again(List<String> sent, JsonNode items) {
    List<String> again = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      JsonNode item = items.get(i).required("index");
      int status = item.required("status").asInt();
      if (BUSY.contains(status)) {
        again.add(sent.get(i));
      } else if (status / 100 != 2 && status != CONFLICT) {
        JsonNode error = item.path("error");
        String cause = error.path("caused_by").path("reason").asText("");
        throw UserError.failed(
            "%s: refuses document '%s': %s%s: give the index the mapping of these rows, or name another"
                .formatted(
                    address,
                    item.path("_id").asText(),
                    error.path("reason").asText(String.valueOf(status)),
                    cause.isEmpty() ? "" : " (" + cause + ")"));
      }
    }
    return again;
  }
}
