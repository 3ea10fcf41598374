package io.twinstream.jobs.recommend;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** Recommendations by a model that is replaced. */
public final class RecommendJob implements JobProvider {
  /** The job. */
  public static final Job<Recommendation> JOB =
      Job.of("recommend", Recommendation.class)
          .summary("what to recommend to each user, by a model that is replaced as it runs")
          .operators("flatMap, groupByKey, reduceByKey, transformWith with a broadcast per batch")
          .keyColumns("user", "rank")
          .valueColumns("item", "scoreMillionths", "source", "model")
          .recording("data/plays.recording")
          .rejects(record -> Recommend.problem(record.value()))
          .options(RecommendOptions::new)
          .twins(DStreamRecommend::new, StructuredRecommend::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
