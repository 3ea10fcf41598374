package io.twinstream.recovery;

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

  boolean isSame(SavepointId other) {
    return sha256.equals(other.sha256);
  }

  @Override
  public String toString() {
    return "savepoint %s (made at %s, cut at batch %d)"
        .formatted(folder, Instant.ofEpochMilli(madeAtMillis), cut);
  }
}
