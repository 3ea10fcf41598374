package io.twinstream.run;

import io.twinstream.error.UserError;
import java.time.Duration;
import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * The classic program of a job.
 *
 * @param <R> the output row, a bean
 */
@FunctionalInterface
public interface DStreamTwin<R> {
  /** Returns the stream of output rows; starts nothing. */
  JavaDStream<R> topology(JavaDStream<String> lines);

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
  default DStreamTwin<R> from(Begin begin) {
    begin.checkStateless();
    return this;
  }
}
