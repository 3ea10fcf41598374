package io.twinstream.jobs.recommend;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.Sums;
import io.twinstream.jobs.engine.MediaModel;
import io.twinstream.jobs.engine.NewestModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Recommendations to the users of a batch on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link Recommend}; models, see the package.
 *   <li>Output: up to {@code --top} {@link Recommendation}s per user of the batch.
 *   <li>State: none; the newest model is looked for with every batch.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; a batch that is written again is scored by the model of
 *       then.
 *   <li>Twin: {@link StructuredRecommend}. Known differences: see the package.
 * </ul>
 */
public final class DStreamRecommend implements DStreamTwin<Recommendation> {
  private final Recommend rule;
  private final NewestModel newest;

  public DStreamRecommend(RecommendOptions options) {
    rule = options.rule();
    newest = options.newest();
  }

  @Override
  public JavaDStream<Recommendation> topology(ClassicInput in) {
    Recommend recommend = rule;
    NewestModel model = newest;
    JavaPairDStream<Tuple2<String, String>, Long> plays =
        in.lines()
            .flatMap(Recommend::plays)
            .mapToPair(play -> new Tuple2<>(new Tuple2<>(play.getUser(), play.getItem()), 1L))
            .reduceByKey(Sums::add);
    JavaPairDStream<String, Long> items =
        plays.mapToPair(each -> new Tuple2<>(each._1()._2(), each._2())).reduceByKey(Sums::add);
    JavaPairDStream<String, Iterable<String>> users = plays.mapToPair(Tuple2::_1).groupByKey();
    return users.transformWith(
        items,
        (ofUsers, ofItems, time) -> {
          Broadcast<MediaModel> now = model.in(ofUsers.context());
          return withAll(ofUsers, ofItems)
              .flatMap(each -> recommend.recommended(each, now.value()));
        });
  }

  /** Brings what all have played to each user. */
  private static JavaRDD<UserPlays> withAll(
      JavaPairRDD<String, Iterable<String>> users, JavaPairRDD<String, Long> items) {
    JavaRDD<List<Tuple2<String, Long>>> all = items.map(each -> each).coalesce(1).glom();
    return users.cartesian(all).map(each -> plays(each._1(), each._2()));
  }

  private static UserPlays plays(
      Tuple2<String, Iterable<String>> user, List<Tuple2<String, Long>> all) {
    List<String> items = new ArrayList<>();
    user._2().forEach(items::add);
    Map<String, Long> played = new HashMap<>();
    all.forEach(each -> played.put(each._1(), each._2()));
    return new UserPlays(user._1(), items, played);
  }

  public static void main(String[] args) {
    JobMain.main("recommend", Engine.DSTREAM, args);
  }
}
