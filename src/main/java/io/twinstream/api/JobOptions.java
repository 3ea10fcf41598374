package io.twinstream.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

  /**
   * Returns the columns that name a row with these options.
   *
   * @param ofJob those that the job has where nothing is said; the first of them
   */
  default List<String> keyColumns(List<String> ofJob) {
    return ofJob;
  }

  /**
   * Returns why a record, which has a value, cannot be read with these options, beside what the job
   * says for all of them.
   */
  default Rejection rejection() {
    return record -> Optional.empty();
  }

  /**
   * Checks that the job can start from a savepoint with these options.
   *
   * @throws io.twinstream.error.UserError if it cannot
   */
  default void checkSavepoint(Engine engine) {}

  /** Of a job that has no options. */
  final class None implements JobOptions {}
}
