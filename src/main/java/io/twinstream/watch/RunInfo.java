package io.twinstream.watch;

import java.time.Duration;
import java.util.Optional;

/**
 * What is run.
 *
 * @param record what is counted as it is read, in the singular
 * @param source as it was written, without passwords
 * @param sink likewise
 * @param interval the batch interval, or the trigger's
 */
public record RunInfo(
    String job,
    String engine,
    String record,
    String source,
    String sink,
    Optional<String> checkpoint,
    Duration interval) {
  /** Returns its name in messages. */
  String title() {
    return job + " on " + engine;
  }
}
