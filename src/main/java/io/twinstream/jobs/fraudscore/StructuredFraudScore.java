package io.twinstream.jobs.fraudscore;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.FraudModel;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredSums;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Scores what each card did in a batch, on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link CardActivity}.
 *   <li>Output: one {@link CardScore} per card of the batch.
 *   <li>State: none; the topology is applied to each micro-batch.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamFraudScore}. Known differences: see the package.
 * </ul>
 */
public final class StructuredFraudScore implements StructuredTwin<CardScore> {
  private final String directory;
  private LogisticRegressionModel model;

  public StructuredFraudScore(ModelOptions options) {
    directory = options.model;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<CardScore> topology(PortInput in) {
    Dataset<Row> cards =
        StructuredInput.lines(in, line -> Transaction.of(line).iterator(), Transaction.class)
            .groupBy("card")
            .agg(
                count(lit(1)).as("transactions"),
                StructuredSums.of("cents").as("totalCents"),
                max("cents").as("greatestCents"),
                countDistinct("country").as("countries"));
    Column millionths = floor(FraudModel.probability().multiply(CardActivity.MILLION).plus(0.5));
    return model()
        .transform(features(cards))
        .withColumn("scoreMillionths", millionths)
        .withColumn("fraud", col("scoreMillionths").geq(CardActivity.FRAUD_MILLIONTHS))
        .as(Encoders.bean(CardScore.class));
  }

  private LogisticRegressionModel model() {
    if (model == null) {
      model = FraudModel.of(directory);
    }
    return model;
  }

  private static Dataset<Row> features(Dataset<Row> cards) {
    return new VectorAssembler()
        .setInputCols(new String[] {"transactions", "total", "greatest", "countries"})
        .setOutputCol("features")
        .transform(
            cards
                .withColumn("total", col("totalCents").divide(CardActivity.CENTS))
                .withColumn("greatest", col("greatestCents").divide(CardActivity.CENTS)));
  }

  public static void main(String[] args) {
    JobMain.main("fraud-score", Engine.STRUCTURED, args);
  }
}
