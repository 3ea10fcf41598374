package io.twinstream.jobs.devicemonitor;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_millis;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.api.WindowAlignment;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.StructuredWindows;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Statistics and alerts over a sliding window on Structured Streaming.
 *
 * <ul>
 *   <li>Input: {@code value} and {@code arrivedAt}, see {@link DeviceMonitor}.
 *   <li>Output: {@link DeviceReport}s on each window, when the watermark has passed it (output mode
 *       append).
 *   <li>State: window, metric and device to {@link DeviceSummary}, until the watermark has passed
 *       the window.
 *   <li>Time: arrival; windows begin at {@code startTime + k * slide}, see {@link WindowLayout}.
 *       That of the readings for silence.
 *   <li>Delivery: each window once; a batch that is written again has the same rows.
 *   <li>Twin: {@link DStreamDeviceMonitor}. Known differences: see the package.
 * </ul>
 */
public final class StructuredDeviceMonitor implements StructuredTwin<DeviceReport> {
  private static final Encoder<DeviceSummary> SUMMARY = Encoders.bean(DeviceSummary.class);
  private static final Encoder<Tuple2<Long, String>> WINDOW_AND_METRIC =
      Encoders.tuple(Encoders.LONG(), Encoders.STRING());

  private final MonitorOptions options;

  public StructuredDeviceMonitor(MonitorOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public String outputMode() {
    return "append";
  }

  @Override
  public Dataset<DeviceReport> topology(PortInput in) {
    Thresholds alerts = options.thresholds();
    FlatMapGroupsFunction<Tuple2<Long, String>, Tuple2<Long, DeviceSummary>, DeviceReport> reports =
        (metric, devices) -> reports(metric, devices, alerts);
    return sensors(in)
        .groupByKey(
            (MapFunction<Tuple2<Long, DeviceSummary>, Tuple2<Long, String>>)
                device -> new Tuple2<>(device._1(), device._2().getMetric()),
            WINDOW_AND_METRIC)
        .flatMapGroups(reports, Encoders.bean(DeviceReport.class));
  }

  /** The end of a window, and a device in it. */
  private Dataset<Tuple2<Long, DeviceSummary>> sensors(PortInput in) {
    WindowAlignment aligned = in.windows(options.windows.zeroTimeMillis());
    return readings(in.lines())
        .withWatermark("at", StructuredWindows.interval(options.lateness))
        .groupBy(
            StructuredWindows.of(col("at"), options.windows, aligned.zeroTimeMillis()).as("window"),
            col("metric"),
            col("device"))
        .agg(
            sum("readings").as("readings"),
            sum("sum").as("sum"),
            min("min").as("min"),
            max("max").as("max"),
            max("lastAt").as("lastAt"))
        .filter(unix_millis(col("window.end")).gt(aligned.writtenMillis()))
        .select(
            unix_millis(col("window.end")),
            struct("metric", "device", "readings", "sum", "min", "max", "lastAt"))
        .as(Encoders.tuple(Encoders.LONG(), SUMMARY));
  }

  /** A malformed line has the empty metric, as no reading has. */
  private static Dataset<Row> readings(Dataset<Row> lines) {
    MapFunction<Tuple2<String, Timestamp>, Tuple2<Timestamp, DeviceSummary>> parse =
        line ->
            new Tuple2<>(
                line._2(), DeviceMonitor.reading(line._1()).orElse(DeviceSummary.of("", "", 0, 0)));
    return lines
        .select("value", "arrivedAt")
        .as(Encoders.tuple(Encoders.STRING(), Encoders.TIMESTAMP()))
        .map(parse, Encoders.tuple(Encoders.TIMESTAMP(), SUMMARY))
        .select(col("_1").as("at"), col("_2.*"));
  }

  /**
   * Called for each window and metric once: append mode gives out all groups of a window in one
   * micro-batch, and groups without state are those of the micro-batch.
   */
  private static Iterator<DeviceReport> reports(
      Tuple2<Long, String> metric,
      Iterator<Tuple2<Long, DeviceSummary>> devices,
      Thresholds alerts) {
    List<DeviceSummary> summaries = new ArrayList<>();
    devices.forEachRemaining(device -> summaries.add(device._2()));
    return (metric._2().isEmpty()
            ? List.of(DeviceMonitor.malformed(metric._1(), summaries.get(0).getReadings(), alerts))
            : DeviceMonitor.reports(metric._1(), summaries.iterator(), alerts))
        .iterator();
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("device-monitor", Engine.STRUCTURED, args));
  }
}
