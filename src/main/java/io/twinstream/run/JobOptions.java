package io.twinstream.run;

import java.time.Duration;

/**
 * The options that a job has of its own, annotated for picocli; both twins of the job have the
 * same.
 */
public interface JobOptions {
  /**
   * Checks the options against each other and against the batch interval, before anything starts.
   *
   * @throws io.twinstream.error.UserError if they cannot be met
   */
  default void check(Duration batchInterval) {}
}
