package io.twinstream.jobs.samplestats;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Samples per minute. */
public final class SampleStatsJob implements JobProvider {
  /** The job. */
  public static final Job<MinuteStats> JOB =
      Job.of("sample-stats", MinuteStats.class)
          .summary("samples a minute: how many, the least, the greatest and the mean")
          .operators("flatMap, mapToPair, reduceByKey, mapWithState")
          .keyColumns("windowStart", "windowEnd")
          .valueColumns("samples", "minMicros", "maxMicros", "meanMicros")
          .recording("data/samples.recording", Duration.ofSeconds(10))
          .stateful()
          .rejects(record -> SampleStats.problem(record.value(), record.arrivedAtMillis()))
          .options(SampleOptions::new)
          .readsBack(options -> options.rule().memory())
          .rebuiltFromRecords(options -> Optional.of(options.rule().memory()))
          .twins(DStreamSampleStats::new, StructuredSampleStats::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
