package io.twinstream.jobs.runningwordcount;

import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import io.twinstream.jobs.wordcount.CountedWord;
import java.util.List;

/** Totals since the beginning. */
public final class RunningWordCountJob implements JobProvider {
  /** The job. */
  public static final Job<CountedWord> JOB =
      Job.of("running-word-count", CountedWord.class)
          .summary("how often each word has stood since the beginning")
          .operators("mapPartitions, updateStateByKey with an initial RDD, transform")
          .keyColumns("word")
          .valueColumns("count")
          .recording("data/words.recording")
          .stateful("key STRING NOT NULL, state BIGINT NOT NULL")
          .options(RunningOptions::new)
          .compared(RunningWordCountJob::compared)
          .twins(DStreamRunningWordCount::new, RunningOptions::port);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }

  /** The classic job writes all totals with every batch if it is asked to. */
  private static Compared<CountedWord> compared(RunningOptions options) {
    Compared<CountedWord> byBatch = Compared.by(Grain.BATCH);
    if (options.grain == RunningOptions.Rows.CHANGED) {
      return byBatch;
    }
    List<CountedWord> initial =
        options.initialTotals().entrySet().stream()
            .map(word -> new CountedWord(word.getKey(), word.getValue()))
            .toList();
    return byBatch.completed(initial, (row, batch) -> row.getCount() == 0);
  }
}
