package io.twinstream.api;

import org.apache.spark.sql.Dataset;

/**
 * The Structured Streaming port of a job.
 *
 * @param <R> the output row
 */
public interface StructuredTwin<R> {
  /** Returns the part of the input that {@link #topology} is applied to. */
  AppliesTo appliesTo();

  /** Returns the output rows; starts nothing. */
  Dataset<R> topology(PortInput in);

  /** Tells whether {@link #topology} accepts lines with a null value (tombstones). */
  default boolean takesNulls() {
    return false;
  }

  /**
   * Returns the output mode of an {@link AppliesTo#STREAM} topology: {@code append}, {@code update}
   * or {@code complete}.
   */
  default String outputMode() {
    return "update";
  }
}
