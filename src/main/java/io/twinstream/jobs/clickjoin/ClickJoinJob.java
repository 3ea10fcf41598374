package io.twinstream.jobs.clickjoin;

import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Impressions with clicks. */
public final class ClickJoinJob implements JobProvider {
  /** The watermark is that of the batch before. */
  private static final int BATCHES_OF_WATERMARK = 2;

  /** The job. */
  public static final Job<CampaignClicks> JOB =
      Job.of("click-join", CampaignClicks.class)
          .summary("impressions with their clicks, of two topics: the share clicked per campaign")
          .operators(
              "filter, window, reduceByKey, join, leftOuterJoin, cogroup, union, transform, transformToPair")
          .keyColumns("windowStart", "windowEnd", "kind", "campaign")
          .valueColumns("name", "impressions", "clicked", "clicks", "clickedPerMillion")
          .recording("data/clicks.recording")
          .rejects(record -> ClickJoin.problem(record.value()))
          .options(ClickOptions::new)
          .readsBack(ClickOptions::memory)
          .compared(ClickJoinJob::compared)
          .twins(DStreamClickJoin::new, StructuredClickJoin::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }

  private static Compared<CampaignClicks> compared(ClickOptions options) {
    return options.isWindowed()
        ? Compared.<CampaignClicks>by(Grain.WINDOW_END)
            .settledAfter(options.lateness, BATCHES_OF_WATERMARK)
        : Compared.by(Grain.BATCH);
  }
}
