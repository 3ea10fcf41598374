package io.twinstream.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;

/**
 * Which savepoint a run began with. Two are the same if their {@code savepoint.json} is, wherever
 * it lies.
 *
 * @param folder where it lay
 * @param madeAtMillis epoch milliseconds
 * @param cut the batch it was cut at
 * @param sha256 of its {@code savepoint.json}, in hex digits
 */
public record SavepointId(String folder, long madeAtMillis, long cut, String sha256) {
  /**
   * Returns that of a folder.
   *
   * @throws UserError if it is no savepoint
   */
  public static SavepointId of(String folder, Savepoint savepoint, Configuration hadoop) {
    return new SavepointId(
        folder,
        savepoint.madeAtMillis(),
        savepoint.cut().batch(),
        Savepoints.sha256(folder, hadoop));
  }

  /** Returns what {@link #write} wrote; version 1 of the marker names the time without its unit. */
  static SavepointId read(JsonNode json) {
    return new SavepointId(
        json.required("folder").asText(),
        json.path("madeAtMillis").asLong(json.path("madeAt").asLong()),
        json.required("cut").asLong(),
        json.required("sha256").asText());
  }

  void write(ObjectNode json) {
    json.put("folder", folder)
        .put("madeAtMillis", madeAtMillis)
        .put("cut", cut)
        .put("sha256", sha256);
  }

  boolean isSame(SavepointId other) {
    return sha256.equals(other.sha256);
  }

  @Override
  public String toString() {
    return "savepoint %s (made at %s, cut at batch %d)"
        .formatted(folder, Instant.ofEpochMilli(madeAtMillis), cut);
  }
}
