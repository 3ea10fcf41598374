package io.twinstream.jobs.fraudscore;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.engine.PerContext;
import io.twinstream.jobs.engine.FraudModel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Scores what each card did in a batch, on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link CardActivity}.
 *   <li>Output: one {@link CardScore} per card of the batch.
 *   <li>State: none; the model is a broadcast value, made again after a recovery.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredFraudScore}. Known differences: see the package.
 * </ul>
 */
public final class DStreamFraudScore implements DStreamTwin<CardScore> {
  private final String directory;

  public DStreamFraudScore(ModelOptions options) {
    directory = options.model;
  }

  @Override
  public JavaDStream<CardScore> topology(ClassicInput in) {
    String saved = directory;
    PerContext<Broadcast<LogisticRegressionModel>> model =
        PerContext.of(spark -> spark.broadcast(FraudModel.of(saved)));
    JavaPairDStream<String, CardActivity> cards =
        in.lines()
            .flatMap(line -> Transaction.of(line).iterator())
            .mapToPair(each -> new Tuple2<>(each.getCard(), CardActivity.of(each)))
            .reduceByKey(CardActivity::and);
    return cards.transform(
        batch -> {
          Broadcast<LogisticRegressionModel> now = model.in(batch.context());
          return batch.mapPartitions(partition -> scored(partition, now.value()));
        });
  }

  private static Iterator<CardScore> scored(
      Iterator<Tuple2<String, CardActivity>> cards, LogisticRegressionModel model) {
    List<CardScore> scores = new ArrayList<>();
    while (cards.hasNext()) {
      Tuple2<String, CardActivity> card = cards.next();
      double fraud = FraudModel.probability(model, card._2().features());
      scores.add(card._2().scored(card._1(), fraud));
    }
    return scores.iterator();
  }

  public static void main(String[] args) {
    JobMain.main("fraud-score", Engine.DSTREAM, args);
  }
}
