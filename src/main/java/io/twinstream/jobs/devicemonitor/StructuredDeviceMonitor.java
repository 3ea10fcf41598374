package io.twinstream.jobs.devicemonitor;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredWindows;
import java.time.Duration;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Statistics and alerts over a sliding window on Structured Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link DeviceMonitor}.
 *   <li>Output: {@link DeviceReport}s on each window.
 *   <li>State: window, metric and device to sums, until the watermark has passed the window.
 *   <li>Time: arrival, see {@link WindowLayout}; that of the readings for silence.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamDeviceMonitor}. Known differences: see the package.
 * </ul>
 */
public final class StructuredDeviceMonitor implements StructuredTwin<DeviceReport> {
  private final Thresholds thresholds;
  private final WindowLayout layout;
  private final Duration lateness;

  public StructuredDeviceMonitor(MonitorOptions options) {
    thresholds = options.thresholds();
    layout = options.windows;
    lateness = options.lateness;
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
    Thresholds alerts = thresholds;
    StructuredWindows windows = StructuredWindows.of(in, layout);
    Dataset<Row> readings =
        StructuredInput.arrivals(in, DeviceMonitor::readingsAndMalformed, DeviceSummary.class);
    Dataset<Row> sensors =
        sensors(windows.awaiting(readings, lateness).withColumn("window", windows.window()))
            .filter(windows.isNotWritten())
            .withColumn("windowEnd", windows.end());
    // All of a window comes in one micro-batch, and groups without state are those of one.
    FlatMapGroupsFunction<Tuple2<Long, String>, DeviceSummary, DeviceReport> reports =
        (metric, devices) -> DeviceMonitor.reports(metric._1(), devices, alerts).iterator();
    return sensors
        .groupBy("windowEnd", "metric")
        .as(Encoders.tuple(Encoders.LONG(), Encoders.STRING()), Encoders.bean(DeviceSummary.class))
        .flatMapGroups(reports, Encoders.bean(DeviceReport.class));
  }

  private static Dataset<Row> sensors(Dataset<Row> readings) {
    return readings
        .groupBy("window", "metric", "device")
        .agg(
            sum("readings").as("readings"),
            sum("sum").as("sum"),
            min("min").as("min"),
            max("max").as("max"),
            max("lastAt").as("lastAt"));
  }

  public static void main(String[] args) {
    JobMain.main("device-monitor", Engine.STRUCTURED, args);
  }
}
