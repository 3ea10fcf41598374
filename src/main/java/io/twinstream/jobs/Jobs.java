package io.twinstream.jobs;

import io.twinstream.error.UserError;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.DStreamWordCount;
import io.twinstream.jobs.wordcount.StructuredWordCount;
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

  private static final List<Job<?>> ALL = List.of(WORD_COUNT);

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
