package io.twinstream.jobs.windowedwordcount;

import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Words over a sliding window. */
public final class WindowedWordCountJob implements JobProvider {
  /** The job. */
  public static final Job<WindowedWord> JOB =
      Job.of("windowed-word-count", WindowedWord.class)
          .summary("how often each word stood in the last minutes")
          .operators(
              "reduceByKeyAndWindow with and without inverse and filter, countByValueAndWindow, transform")
          .keyColumns("windowStart", "windowEnd", "word")
          .valueColumns("count")
          .recording("data/words.recording")
          .stateful()
          .options(WindowOptions::new)
          .readsBack(options -> options.windows.window())
          .compared(any -> Compared.by(Grain.WINDOW_UPDATES))
          .twins(DStreamWindowedWordCount::new, StructuredWindowedWordCount::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
