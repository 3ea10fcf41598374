package io.twinstream.run;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.SavedState;
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
   * Returns the same job, which begins with the state of a savepoint.
   *
   * @throws UserError if the job keeps no state that can be brought in
   */
  default DStreamTwin<R> from(SavedState state) {
    throw UserError.usage("--from-savepoint: this job takes no state from a savepoint");
  }
}
