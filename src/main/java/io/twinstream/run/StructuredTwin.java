package io.twinstream.run;

import io.twinstream.error.UserError;
import java.time.Duration;
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
   * @param lines columns {@code value} (string, the line), {@code arrivedAt} (timestamp), {@code
   *     topic} (string), {@code partition} (int) and {@code offset} (long); a stream or one
   *     micro-batch of it, as {@link #scope} asks
   */
  Dataset<R> topology(Dataset<Row> lines);

  /** Tells whether {@link #topology} takes lines whose value is null; a tombstone is one. */
  default boolean takesNulls() {
    return false;
  }

  /**
   * Returns how {@code compare} completes the rows of this port; empty where they are compared as
   * they are.
   */
  default Optional<Completion<R>> completion() {
    return Optional.empty();
  }

  /** Returns which of its rows {@code compare} takes together with those of the classic twin. */
  default Grain grain() {
    return Grain.BATCH;
  }

  /**
   * Returns how long after the end of a session or a window the slower of the twins may come to
   * write it, where the {@link Grain} is one of sessions or windows.
   */
  default Duration settling(Duration batchInterval) {
    return Duration.ZERO;
  }

  /**
   * Tells whether the port goes by the machine's clock, which {@code compare} cannot move as it
   * moves the time of its input.
   */
  default boolean usesMachineClock() {
    return false;
  }

  /**
   * Returns the output mode of a {@link Scope#STREAM} topology: {@code append}, {@code update} or
   * {@code complete}.
   */
  default String outputMode() {
    return "update";
  }

  /**
   * Returns how old a record can be, by its arrival, and still matter to what is written next: that
   * much is read again behind a savepoint.
   */
  default Duration memory() {
    return Duration.ZERO;
  }

  /**
   * Returns the same job, which begins with a savepoint.
   *
   * @throws UserError if the savepoint has not the state that the job keeps
   */
  default StructuredTwin<R> from(Begin begin) {
    begin.checkStateless();
    return this;
  }
}
