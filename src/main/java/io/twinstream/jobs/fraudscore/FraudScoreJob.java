package io.twinstream.jobs.fraudscore;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;

/** A model that scores. */
public final class FraudScoreJob implements JobProvider {
  /** The job. */
  public static final Job<CardScore> JOB =
      Job.of("fraud-score", CardScore.class)
          .summary("how likely what each card did is fraud, by a trained model")
          .operators("flatMap, mapToPair, reduceByKey, transform with a broadcast model")
          .keyColumns("card")
          .valueColumns("transactions", "totalCents", "scoreMillionths", "fraud")
          .recording("data/transactions.recording")
          .rejects(record -> Transaction.problem(record.value()))
          .options(ModelOptions::new)
          .twins(DStreamFraudScore::new, StructuredFraudScore::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
