package io.twinstream.jobs.samplestats;

import io.twinstream.api.JobOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class SampleOptions implements JobOptions {
  @Option(
      names = "--lateness",
      paramLabel = "T",
      description = "How long after it was taken a sample may arrive and count; default: 1h.")
  Duration lateness = Duration.ofHours(1);

  /** Returns the rule. */
  SampleStats rule() {
    return new SampleStats(lateness);
  }
}
