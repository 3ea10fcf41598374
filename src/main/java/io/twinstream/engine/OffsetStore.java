package io.twinstream.engine;

import java.util.Locale;

/** Where a run on the classic engine keeps how far it has come in Kafka. */
public enum OffsetStore {
  /** In Spark's checkpoint, with the state. */
  CHECKPOINT,
  /** In the consumer group, committed when the rows are written. */
  GROUP,
  /** In a table beside the rows, written in the same transaction. */
  TABLE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
