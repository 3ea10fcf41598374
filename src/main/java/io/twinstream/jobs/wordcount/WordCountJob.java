package io.twinstream.jobs.wordcount;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Words per batch. */
public final class WordCountJob implements JobProvider {
  /** The job. */
  public static final Job<CountedWord> JOB =
      Job.of("word-count", CountedWord.class)
          .summary("how often each word stands in a batch")
          .operators("mapPartitions, mapToPair, reduceByKey")
          .keyColumns("word")
          .valueColumns("count")
          .recording("data/words.recording")
          .twins(DStreamWordCount::new, StructuredWordCount::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
