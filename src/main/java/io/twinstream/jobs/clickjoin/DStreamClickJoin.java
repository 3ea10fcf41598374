package io.twinstream.jobs.clickjoin;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.InputRecord;
import io.twinstream.api.JobMain;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Impressions with their clicks on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records of two topics, see {@link ClickJoin}.
 *   <li>Output: one {@link CampaignClicks} per campaign of the batch, or at each slide of the
 *       window; order unspecified.
 *   <li>State: the batches of the window.
 *   <li>Time: arrival; windows end at batch times {@code zeroTime + k * slide}.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredClickJoin}. Known differences: see the package.
 * </ul>
 */
public final class DStreamClickJoin implements DStreamTwin<CampaignClicks> {
  private final ClickOptions options;

  public DStreamClickJoin(ClickOptions options) {
    this.options = options;
  }

  @Override
  public JavaDStream<CampaignClicks> topology(ClassicInput in) {
    Map<String, String> names = options.names();
    long windowMillis = options.windows.window().toMillis();
    boolean isWindowed = options.isWindowed();
    JavaDStream<AdEvent> events = inWindow(in);
    JavaPairDStream<String, AdEvent> impressions = byId(events.filter(AdEvent::isShown));
    JavaPairDStream<String, AdEvent> clicks =
        byId(events.filter(event -> !event.isShown() && !event.isMalformed()));
    return joined(impressions, clicks)
        .union(events.filter(AdEvent::isMalformed))
        .map(ClickJoin::counts)
        .mapToPair(counts -> new Tuple2<>(key(counts), counts))
        .reduceByKey(ClickJoin::add)
        .transformToPair(campaigns -> named(campaigns, names))
        .transform(
            (campaigns, time) -> {
              long end = isWindowed ? time.milliseconds() : 0;
              long start = isWindowed ? end - windowMillis : 0;
              return campaigns.values().map(counts -> ClickJoin.inWindow(counts, start, end));
            });
  }

  private JavaDStream<AdEvent> inWindow(ClassicInput in) {
    Topics topics = options.topics();
    JavaDStream<AdEvent> events =
        in.records().map(each -> ClickJoin.event(each.topic(), each.value(), topics));
    if (!options.isWindowed()) {
      return events;
    }
    java.time.Duration length = options.windows.window();
    JavaDStream<AdEvent> window =
        events.window(
            Durations.milliseconds(length.toMillis()),
            Durations.milliseconds(options.windows.slide().toMillis()));
    FlatMapFunction<InputRecord, AdEvent> read =
        each -> List.of(ClickJoin.event(each.topic(), each.value(), topics)).iterator();
    return in.replayed().map(all -> all.inWindow(window, length, read)).orElse(window);
  }

  /** A repeated impression is the same one; a join alone would multiply it by the clicks. */
  private static JavaPairDStream<String, AdEvent> byId(JavaDStream<AdEvent> events) {
    return events.mapToPair(event -> new Tuple2<>(event.getId(), event)).reduceByKey(AdEvent::and);
  }

  private JavaDStream<AdEvent> joined(
      JavaPairDStream<String, AdEvent> impressions, JavaPairDStream<String, AdEvent> clicks) {
    return switch (options.join) {
      case INNER -> impressions.join(clicks).map(both -> both._2()._1().and(both._2()._2()));
      case LEFT_OUTER ->
          impressions.leftOuterJoin(clicks).map(both -> withClicks(both._2()._1(), both._2()._2()));
      case COGROUP ->
          impressions.cogroup(clicks).flatMap(both -> merged(both._2()._1(), both._2()._2()));
    };
  }

  private static AdEvent withClicks(AdEvent impression, Optional<AdEvent> clicks) {
    return clicks.isPresent() ? impression.and(clicks.get()) : impression;
  }

  private static java.util.Iterator<AdEvent> merged(
      Iterable<AdEvent> impressions, Iterable<AdEvent> clicks) {
    AdEvent all = null;
    for (Iterable<AdEvent> side : List.of(impressions, clicks)) {
      for (AdEvent event : side) {
        all = all == null ? event : all.and(event);
      }
    }
    return List.of(all).iterator();
  }

  private static Tuple2<String, String> key(CampaignClicks counts) {
    return new Tuple2<>(counts.getKind(), counts.getCampaign());
  }

  /** Joins a table that is no stream: the body of a transform sees RDDs, and so any other RDD. */
  private static JavaPairRDD<Tuple2<String, String>, CampaignClicks> named(
      JavaPairRDD<Tuple2<String, String>, CampaignClicks> campaigns, Map<String, String> names) {
    List<Tuple2<Tuple2<String, String>, String>> table =
        names.entrySet().stream()
            .map(
                name ->
                    new Tuple2<>(new Tuple2<>(ClickJoin.CAMPAIGN, name.getKey()), name.getValue()))
            .toList();
    return campaigns
        .leftOuterJoin(
            JavaSparkContext.fromSparkContext(campaigns.context()).parallelizePairs(table))
        .mapValues(
            both -> {
              CampaignClicks counts = ClickJoin.inWindow(both._1(), 0, 0);
              counts.setName(both._2().or(""));
              return counts;
            });
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("click-join", Engine.DSTREAM, args));
  }
}
