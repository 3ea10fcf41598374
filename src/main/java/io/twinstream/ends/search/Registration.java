package io.twinstream.ends.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;

/**
 * What the index {@code twinstream} knows of a run that writes into an index: its driver, that
 * driver's epoch, and the versions of its documents, each the sum of a base and the batch. A run
 * begins above the versions of all runs before it, whose batches may be counted otherwise.
 *
 * <p>A driver writes the version of a batch there before it writes the batch, under the condition
 * that nobody else has written there meanwhile: one that was taken for dead finds that out.
 */
final class Registration {
  private static final String INDEX = "/twinstream";
  private static final String LAST = "last";
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final SearchAddress address;
  private final SearchServer server;
  private final String run;
  private final ObjectNode entry;
  private String condition;

  private Registration(
      SearchAddress address, SearchServer server, String run, ObjectNode entry, String condition) {
    this.address = address;
    this.server = server;
    this.run = run;
    this.entry = entry;
    this.condition = condition;
  }

  /**
   * Makes a driver the run's writer.
   *
   * @param least its epoch, unless the index knows of a greater one
   * @param driver who it is, for people
   */
  static Registration of(
      SearchAddress address, SearchServer server, String run, long least, String driver) {
    while (true) {
      SearchServer.Answer found = server.untilThere("GET", path(address, run), null);
      ObjectNode entry = JsonNodeFactory.instance.objectNode();
      String condition = "op_type=create";
      if (found.isOk()) {
        entry.setAll((ObjectNode) found.body().required("_source"));
        entry.put("epoch", Math.max(least, entry.path("epoch").asLong() + 1));
        condition = condition(found.body());
      } else if (found.status() == NOT_FOUND) {
        long base = newest(address, server) + 1;
        entry.put("index", address.index()).put("run", run).put("epoch", least);
        entry.put("base", base).put(LAST, base - 1);
      } else {
        throw refused(address, found);
      }
      entry.put("driver", driver);
      SearchServer.Answer written =
          server.untilThere("PUT", path(address, run) + "?" + condition, entry.toString());
      if (written.isOk()) {
        return new Registration(address, server, run, entry, condition(written.body()));
      }
      if (written.status() != CONFLICT) { // else another driver was quicker
        throw refused(address, written);
      }
    }
  }

  /** Returns the version of a batch's documents. */
  long version(long batch) {
    return entry.required("base").asLong() + batch;
  }

  /** Tells whether this or an earlier driver may have written the batch. */
  boolean mayHave(long batch) {
    return version(batch) <= entry.required(LAST).asLong();
  }

  /**
   * Says which batch comes next.
   *
   * @throws UserError if a later driver is the run's writer
   */
  void begin(long batch) {
    entry.put(LAST, Math.max(version(batch), entry.required(LAST).asLong()));
    SearchServer.Answer written =
        server.untilThere("PUT", path(address, run) + "?" + condition, entry.toString());
    if (written.status() == CONFLICT) {
      written = ownOrRefused(batch);
    }
    if (!written.isOk()) {
      throw refused(address, written);
    }
    condition = condition(written.body());
  }

  /** The answer to this very entry may have been lost on its way. */
  private SearchServer.Answer ownOrRefused(long batch) {
    SearchServer.Answer found = server.untilThere("GET", path(address, run), null);
    if (found.body().path("_source").equals(entry)) {
      return found;
    }
    throw UserError.failed(
        "%s: another driver has taken run %s over (%s), and writes on: batch %d was not written by this one"
            .formatted(
                address, run, found.body().path("_source").path("driver").asText("gone"), batch));
  }

  private static long newest(SearchAddress address, SearchServer server) {
    SearchServer.Answer refreshed = server.untilThere("POST", INDEX + "/_refresh", null);
    if (refreshed.status() == NOT_FOUND) {
      return -1;
    }
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode search = json.objectNode().put("size", 0);
    search.putObject("query").putObject("term").put("index.keyword", address.index());
    search.putObject("aggs").putObject(LAST).putObject("max").put("field", LAST);
    SearchServer.Answer found = server.untilThere("POST", INDEX + "/_search", search.toString());
    if (!found.isOk()) {
      throw refused(address, found);
    }
    return (long) found.body().path("aggregations").path(LAST).path("value").asDouble(-1);
  }

  private static String path(SearchAddress address, String run) {
    return "%s/_doc/%s:%s".formatted(INDEX, address.index(), run);
  }

  private static String condition(JsonNode answer) {
    return "if_seq_no=%d&if_primary_term=%d"
        .formatted(answer.required("_seq_no").asLong(), answer.required("_primary_term").asLong());
  }

  private static UserError refused(SearchAddress address, SearchServer.Answer answer) {
    return UserError.failed("%s: %s".formatted(address, answer.reason()));
  }
}
