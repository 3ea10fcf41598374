package io.twinstream.run;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The Structured Streaming port of a job.
 *
 * @param <R> the output row, a bean
 */
public interface StructuredTwin<R> {
  /** Returns what {@link #topology} is applied to. */
  Scope scope();

  /**
   * Returns the output rows; starts nothing.
   *
   * @param lines columns {@code value} (string, the line) and {@code arrivedAt} (timestamp); a
   *     stream or one micro-batch of it, as {@link #scope} asks
   */
  Dataset<R> topology(Dataset<Row> lines);

  /**
   * Returns how {@code compare} completes the rows of this port; empty where they are compared as
   * they are.
   */
  default Optional<Completion<R>> completion() {
    return Optional.empty();
  }

  /**
   * Returns the output mode of a {@link Scope#STREAM} topology: {@code append}, {@code update} or
   * {@code complete}.
   */
  default String outputMode() {
    return "update";
  }
}
