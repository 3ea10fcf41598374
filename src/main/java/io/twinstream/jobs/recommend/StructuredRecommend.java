package io.twinstream.jobs.recommend;

import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.MediaModel;
import io.twinstream.jobs.engine.NewestModel;
import io.twinstream.jobs.engine.StructuredInput;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Recommendations to the users of a batch on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link Recommend}; models, see the package.
 *   <li>Output: up to {@code --top} {@link Recommendation}s per user of the batch.
 *   <li>State: none; the topology is applied to each micro-batch, and looks for the newest model.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; a batch that is written again is scored by the model of
 *       then.
 *   <li>Twin: {@link DStreamRecommend}. Known differences: see the package.
 * </ul>
 */
public final class StructuredRecommend implements StructuredTwin<Recommendation> {
  private final Recommend rule;
  private final NewestModel newest;

  public StructuredRecommend(RecommendOptions options) {
    rule = options.rule();
    newest = options.newest();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<Recommendation> topology(PortInput in) {
    Recommend recommend = rule;
    Broadcast<MediaModel> now = newest.in(in.session().sparkContext());
    Dataset<Row> plays =
        StructuredInput.lines(in, Recommend::plays, Play.class)
            .groupBy("user", "item")
            .agg(count(lit(1)).as("plays"));
    Dataset<Row> items = plays.groupBy("item").agg(sum("plays").as("plays"));
    Dataset<Row> users = plays.groupBy("user").agg(collect_list("item").as("items"));
    FlatMapFunction<UserPlays, Recommendation> recommended =
        each -> recommend.recommended(each, now.value());
    return withAll(users, items)
        .as(Encoders.bean(UserPlays.class))
        .flatMap(recommended, Encoders.bean(Recommendation.class));
  }

  /** Brings what all have played to each user. */
  private static Dataset<Row> withAll(Dataset<Row> users, Dataset<Row> items) {
    return users.crossJoin(
        items.agg(map_from_entries(collect_list(struct("item", "plays"))).as("played")));
  }

  public static void main(String[] args) {
    JobMain.main("recommend", Engine.STRUCTURED, args);
  }
}
