package io.twinstream.jobs;

import io.twinstream.error.UserError;
import io.twinstream.jobs.runningwordcount.DStreamRunningWordCount;
import io.twinstream.jobs.runningwordcount.RunningOptions;
import io.twinstream.jobs.runningwordcount.StructuredRunningWordCount;
import io.twinstream.jobs.windowedwordcount.DStreamWindowedWordCount;
import io.twinstream.jobs.windowedwordcount.StructuredWindowedWordCount;
import io.twinstream.jobs.windowedwordcount.WindowOptions;
import io.twinstream.jobs.windowedwordcount.WindowedWord;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.DStreamWordCount;
import io.twinstream.jobs.wordcount.StructuredWordCount;
import io.twinstream.run.Grain;
import io.twinstream.run.Job;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The registry: every job once. Commands, tests, benchmarks and the README's table read this list.
 */
public final class Jobs {
  /** Words per batch. */
  public static final Job<CountedWord> WORD_COUNT =
      Job.of("word-count", CountedWord.class)
          .summary("how often each word stands in a batch")
          .operators("flatMap, mapToPair, reduceByKey")
          .keyColumns("word")
          .valueColumns("count")
          .recording("data/words.recording")
          .twins(DStreamWordCount::new, StructuredWordCount::new);

  /** Words over a sliding window. */
  public static final Job<WindowedWord> WINDOWED_WORD_COUNT =
      Job.of("windowed-word-count", WindowedWord.class)
          .summary("how often each word stood in the last minutes")
          .operators(
              "reduceByKeyAndWindow with and without inverse and filter, countByValueAndWindow, transform")
          .keyColumns("windowStart", "windowEnd", "word")
          .valueColumns("count")
          .recording("data/words.recording")
          .stateful()
          .grain(Grain.WINDOW_END)
          .twins(
              WindowOptions::new, DStreamWindowedWordCount::new, StructuredWindowedWordCount::new);

  /** Totals since the beginning. */
  public static final Job<CountedWord> RUNNING_WORD_COUNT =
      Job.of("running-word-count", CountedWord.class)
          .summary("how often each word has stood since the beginning")
          .operators("reduceByKey, updateStateByKey with an initial RDD")
          .keyColumns("word")
          .valueColumns("count")
          .recording("data/words.recording")
          .stateful()
          .twins(
              RunningOptions::new, DStreamRunningWordCount::new, StructuredRunningWordCount::new);

  private static final List<Job<?>> ALL =
      List.of(WORD_COUNT, WINDOWED_WORD_COUNT, RUNNING_WORD_COUNT);

  private Jobs() {}

  /** Returns every job, in the order of the documentation. */
  public static List<Job<?>> all() {
    return ALL;
  }

  /**
   * Returns the job of that name.
   *
   * @throws UserError if there is none; the message names those there are
   */
  public static Job<?> named(String name) {
    return ALL.stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> UserError.usage("unknown job '%s': known are %s".formatted(name, names())));
  }

  /** Returns the names, comma-separated. */
  public static String names() {
    return ALL.stream().map(Job::name).collect(Collectors.joining(", "));
  }
}
