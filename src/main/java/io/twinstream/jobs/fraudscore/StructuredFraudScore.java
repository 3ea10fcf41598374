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
import io.twinstream.jobs.engine.StructuredSums;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple3;

/**
 * Scores what each card did in a micro-batch, on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines in the column {@code value}, see {@link Transaction}.
 *   <li>Output: one {@link CardScore} per card of the micro-batch; order unspecified.
 *   <li>State: none: the topology is applied to each micro-batch.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamFraudScore}. Known differences: see the package.
 * </ul>
 */
public final class StructuredFraudScore implements StructuredTwin<CardScore> {
  private static final Encoder<Tuple3<String, Long, String>> TRANSACTION =
      Encoders.tuple(Encoders.STRING(), Encoders.LONG(), Encoders.STRING());

  private final ModelOptions options;
  private LogisticRegressionModel model;

  public StructuredFraudScore(ModelOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<CardScore> topology(PortInput in) {
    Column millionths =
        floor(
            functions
                .vector_to_array(col("probability"), "float64")
                .getItem(1)
                .multiply(CardActivity.MILLION)
                .plus(0.5));
    return model()
        .transform(features(perCard(in.lines())))
        .withColumn("scoreMillionths", millionths)
        .withColumn("fraud", col("scoreMillionths").geq(CardActivity.FRAUD_MILLIONTHS))
        .as(Encoders.bean(CardScore.class));
  }

  private static Dataset<Row> perCard(Dataset<Row> lines) {
    FlatMapFunction<String, Tuple3<String, Long, String>> transactions =
        line ->
            Transaction.of(line).stream()
                .map(each -> new Tuple3<>(each.card(), each.cents(), each.country()))
                .iterator();
    return lines
        .select("value")
        .as(Encoders.STRING())
        .flatMap(transactions, TRANSACTION)
        .toDF("card", "cents", "country")
        .groupBy("card")
        .agg(
            count(lit(1)).as("transactions"),
            StructuredSums.of("cents").as("totalCents"),
            max("cents").as("greatestCents"),
            countDistinct("country").as("countries"));
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

  private LogisticRegressionModel model() {
    if (model == null) {
      model = FraudModel.of(options.model);
    }
    return model;
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("fraud-score", Engine.STRUCTURED, args));
  }
}
