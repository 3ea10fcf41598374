package io.twinstream.jobs.clickjoin;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.api.WindowAlignment;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.StructuredWindows;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Impressions with their clicks on Structured Streaming.
 *
 * <ul>
 *   <li>Input: {@code value}, {@code topic} and {@code arrivedAt}, see {@link ClickJoin}.
 *   <li>Output: one {@link CampaignClicks} per campaign of the micro-batch, or per window and
 *       campaign when the watermark has passed the window (output mode append).
 *   <li>State: window and impression id to {@link AdEvent}, until the watermark has passed the
 *       window; with {@code --within batch} none, as the topology is applied to each micro-batch.
 *   <li>Time: arrival; windows begin at {@code startTime + k * slide}, see {@link WindowLayout}.
 *   <li>Delivery: each window once; a batch that is written again has the same rows.
 *   <li>Twin: {@link DStreamClickJoin}. Known differences: see the package.
 * </ul>
 */
public final class StructuredClickJoin implements StructuredTwin<CampaignClicks> {
  private static final Encoder<AdEvent> EVENT = Encoders.bean(AdEvent.class);
  private static final Encoder<CampaignClicks> ROW = Encoders.bean(CampaignClicks.class);

  private final ClickOptions options;

  public StructuredClickJoin(ClickOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return options.isWindowed() ? AppliesTo.STREAM : AppliesTo.MICRO_BATCH;
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
    ClickOptions.Join join = options.join;
    WindowAlignment aligned = in.windows(options.windows.zeroTimeMillis());
    FilterFunction<Tuple2<Long, AdEvent>> isKept = event -> ClickJoin.isKept(event._2(), join);
    Dataset<Tuple2<Long, AdEvent>> events =
        events(in.lines())
            .groupBy(window(aligned).as("window"), col("id"))
            .agg(
                coalesce(min(when(col("shown").gt(0), col("campaign"))), lit("")).as("campaign"),
                max("shown").as("shown"),
                sum("clicks").as("clicks"))
            .select(
                options.isWindowed() ? unix_millis(col("window.end")) : col("window"),
                struct("id", "campaign", "shown", "clicks"))
            .toDF("end", "event")
            .filter(options.isWindowed() ? col("end").gt(aligned.writtenMillis()) : lit(true))
            .as(Encoders.tuple(Encoders.LONG(), EVENT));
    return named(perCampaign(events.filter(isKept)));
  }

  private Dataset<Row> events(Dataset<Row> records) {
    Topics topics = options.topics();
    MapFunction<Tuple3<Timestamp, String, String>, Tuple2<Timestamp, AdEvent>> parse =
        record -> new Tuple2<>(record._1(), ClickJoin.event(record._2(), record._3(), topics));
    Dataset<Row> events =
        records
            .select("arrivedAt", "topic", "value")
            .as(Encoders.tuple(Encoders.TIMESTAMP(), Encoders.STRING(), Encoders.STRING()))
            .map(parse, Encoders.tuple(Encoders.TIMESTAMP(), EVENT))
            .select(col("_1").as("at"), col("_2.*"));
    return options.isWindowed()
        ? events.withWatermark("at", StructuredWindows.interval(options.lateness))
        : events;
  }

  private Column window(WindowAlignment aligned) {
    return options.isWindowed()
        ? StructuredWindows.of(col("at"), options.windows, aligned.zeroTimeMillis())
        : lit(0L);
  }

  /**
   * Append mode gives out all of a window in one micro-batch, and groups without state are those of
   * the micro-batch.
   */
  private Dataset<CampaignClicks> perCampaign(Dataset<Tuple2<Long, AdEvent>> events) {
    long windowMillis = options.isWindowed() ? options.windows.window().toMillis() : 0;
    MapFunction<Tuple2<Long, AdEvent>, Tuple3<Long, String, String>> campaign =
        event -> new Tuple3<>(event._1(), ClickJoin.kind(event._2()), event._2().getCampaign());
    MapGroupsFunction<Tuple3<Long, String, String>, AdEvent, CampaignClicks> total =
        (key, each) -> ClickJoin.inWindow(ClickJoin.total(each), key._1() - windowMillis, key._1());
    return events
        .groupByKey(campaign, Encoders.tuple(Encoders.LONG(), Encoders.STRING(), Encoders.STRING()))
        .mapValues((MapFunction<Tuple2<Long, AdEvent>, AdEvent>) Tuple2::_2, EVENT)
        .mapGroups(total, ROW);
  }

  private Dataset<CampaignClicks> named(Dataset<CampaignClicks> rows) {
    Dataset<Row> names = names(rows.sparkSession());
    return rows.drop("name")
        .join(
            broadcast(names),
            col("kind").equalTo(ClickJoin.CAMPAIGN).and(col("campaign").equalTo(col("named"))),
            "left_outer")
        .withColumn("name", coalesce(col("name"), lit("")))
        .drop("named")
        .as(ROW);
  }

  private Dataset<Row> names(SparkSession session) {
    List<Tuple2<String, String>> names =
        options.names().entrySet().stream()
            .map(name -> new Tuple2<>(name.getKey(), name.getValue()))
            .toList();
    return session
        .createDataset(names, Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
        .toDF("named", "name");
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("click-join", Engine.STRUCTURED, args));
  }
}
