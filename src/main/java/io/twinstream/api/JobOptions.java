package io.twinstream.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of a job, annotated for picocli and shared by both twins. */
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
   * @param ofJob the default columns; the result is the first of them
   */
  default List<String> keyColumns(List<String> ofJob) {
    return ofJob;
  }

  /**
   * Returns the check for records that cannot be read with these options, in addition to the job's.
   * It is given records with a value only.
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

  /** The options of a job without any. */
  final class None implements JobOptions {}
}
