package io.twinstream.jobs.clickjoin;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredWindows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Impressions with their clicks on Structured Streaming.
 *
 * <ul>
 *   <li>Input: records of two topics, see {@link ClickJoin}.
 *   <li>Output: one {@link CampaignClicks} per campaign of the batch, or of the window.
 *   <li>State: window and impression id to {@link AdEvent}, until the watermark has passed it.
 *   <li>Time: arrival, see {@link WindowLayout}.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamClickJoin}. Known differences: see the package.
 * </ul>
 */
public final class StructuredClickJoin implements StructuredTwin<CampaignClicks> {
  private static final Encoder<CampaignClicks> ROW = Encoders.bean(CampaignClicks.class);

  private final Topics topics;
  private final ClickOptions.Join join;
  private final Map<String, String> names;
  private final Optional<WindowLayout> layout;
  private final Duration lateness;

  public StructuredClickJoin(ClickOptions options) {
    topics = options.topics();
    join = options.join;
    names = options.names();
    layout = options.layout();
    lateness = options.lateness;
  }

  @Override
  public AppliesTo appliesTo() {
    return layout.isPresent() ? AppliesTo.STREAM : AppliesTo.MICRO_BATCH;
  }

  @Override
  public String outputMode() {
    return "append";
  }

  @Override
  public boolean takesNulls() {
    return true;
  }

  @Override
  public Dataset<CampaignClicks> topology(PortInput in) {
    StructuredWindows windows = StructuredWindows.of(in, layout);
    Dataset<Row> events =
        windows.awaiting(StructuredInput.arrivals(in, topics::events, AdEvent.class), lateness);
    Dataset<Row> joined =
        joined(events.withColumn("window", windows.window()))
            .filter(windows.isNotWritten())
            .select(windows.start(), windows.end(), col("event"));
    return named(campaigns(joined, join), names);
  }

  /** Of each window and id one: groups serve all three joins. */
  private static Dataset<Row> joined(Dataset<Row> events) {
    return events
        .groupBy("window", "id")
        .agg(
            coalesce(min(when(col("shown").gt(0), col("campaign"))), lit("")).as("campaign"),
            max("shown").as("shown"),
            sum("clicks").as("clicks"))
        .select(col("window"), struct("id", "campaign", "shown", "clicks").as("event"));
  }

  /** All of a window comes in one micro-batch, and groups without state are those of one. */
  private static Dataset<CampaignClicks> campaigns(Dataset<Row> joined, ClickOptions.Join join) {
    FlatMapFunction<Tuple3<Long, Long, AdEvent>, CampaignClicks> counts =
        each -> ClickJoin.counts(each._3(), join, each._1(), each._2());
    MapGroupsFunction<Tuple3<Long, String, String>, CampaignClicks, CampaignClicks> total =
        (campaign, each) -> ClickJoin.total(each);
    return joined
        .as(Encoders.tuple(Encoders.LONG(), Encoders.LONG(), Encoders.bean(AdEvent.class)))
        .flatMap(counts, ROW)
        .groupBy("windowEnd", "kind", "campaign")
        .as(Encoders.tuple(Encoders.LONG(), Encoders.STRING(), Encoders.STRING()), ROW)
        .mapGroups(total, ROW);
  }

  private static Dataset<CampaignClicks> named(
      Dataset<CampaignClicks> campaigns, Map<String, String> names) {
    List<Tuple2<String, String>> table =
        names.entrySet().stream()
            .map(each -> new Tuple2<>(each.getKey(), each.getValue()))
            .toList();
    Dataset<Row> named =
        campaigns
            .sparkSession()
            .createDataset(table, Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
            .toDF("campaign", "name")
            .withColumn("kind", lit(ClickJoin.CAMPAIGN));
    return campaigns
        .drop("name")
        .join(broadcast(named), new String[] {"kind", "campaign"}, "left_outer")
        .na()
        .fill("", new String[] {"name"})
        .as(ROW);
  }

  public static void main(String[] args) {
    JobMain.main("click-join", Engine.STRUCTURED, args);
  }
}
