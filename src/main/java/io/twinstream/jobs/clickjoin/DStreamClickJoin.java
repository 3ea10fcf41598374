package io.twinstream.jobs.clickjoin;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.DStreamWindows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Impressions with their clicks on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records of two topics, see {@link ClickJoin}.
 *   <li>Output: one {@link CampaignClicks} per campaign of the batch, or of the window.
 *   <li>State: the batches of the window.
 *   <li>Time: arrival, see {@link WindowLayout}.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredClickJoin}. Known differences: see the package.
 * </ul>
 */
public final class DStreamClickJoin implements DStreamTwin<CampaignClicks> {
  private final Topics topics;
  private final ClickOptions.Join join;
  private final Map<String, String> names;
  private final Optional<WindowLayout> layout;

  public DStreamClickJoin(ClickOptions options) {
    topics = options.topics();
    join = options.join;
    names = options.names();
    layout = options.layout();
  }

  @Override
  public JavaDStream<CampaignClicks> topology(ClassicInput in) {
    Map<String, String> table = names;
    DStreamWindows windows = DStreamWindows.of(in, layout);
    JavaDStream<AdEvent> events =
        windows.window(in.records().flatMap(topics::events), topics::events);
    JavaDStream<AdEvent> joined =
        joined(byId(events.filter(AdEvent::isShown)), byId(events.filter(AdEvent::isClick)))
            .union(events.filter(AdEvent::isMalformed));
    JavaPairDStream<Tuple2<String, String>, CampaignClicks> campaigns =
        joined
            .map(ClickJoin::counts)
            .mapToPair(each -> new Tuple2<>(new Tuple2<>(each.getKind(), each.getCampaign()), each))
            .reduceByKey(ClickJoin::add)
            .transformToPair(counts -> named(counts, table));
    return windows.rows(campaigns, (each, start, end) -> ClickJoin.inWindow(each._2(), start, end));
  }

  /** A repeated impression is the same one; a join alone would multiply it by the clicks. */
  private static JavaPairDStream<String, AdEvent> byId(JavaDStream<AdEvent> events) {
    return events.mapToPair(event -> new Tuple2<>(event.getId(), event)).reduceByKey(AdEvent::and);
  }

  private JavaDStream<AdEvent> joined(
      JavaPairDStream<String, AdEvent> impressions, JavaPairDStream<String, AdEvent> clicks) {
    return switch (join) {
      case INNER -> impressions.join(clicks).map(id -> id._2()._1().and(id._2()._2()));
      case LEFT_OUTER ->
          impressions
              .leftOuterJoin(clicks)
              .map(id -> id._2()._1().and(id._2()._2().or(AdEvent.NO_CLICK)));
      case COGROUP -> impressions.cogroup(clicks).map(id -> AdEvent.of(id._2()._1(), id._2()._2()));
    };
  }

  /** Joins a table that is no stream: the body of a transform sees RDDs, and so any other RDD. */
  private static JavaPairRDD<Tuple2<String, String>, CampaignClicks> named(
      JavaPairRDD<Tuple2<String, String>, CampaignClicks> campaigns, Map<String, String> names) {
    List<Tuple2<Tuple2<String, String>, String>> table =
        names.entrySet().stream()
            .map(
                each ->
                    new Tuple2<>(new Tuple2<>(ClickJoin.CAMPAIGN, each.getKey()), each.getValue()))
            .toList();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(campaigns.context());
    return campaigns
        .leftOuterJoin(spark.parallelizePairs(table))
        .mapValues(both -> ClickJoin.named(both._1(), both._2().or("")));
  }

  public static void main(String[] args) {
    JobMain.main("click-join", Engine.DSTREAM, args);
  }
}
