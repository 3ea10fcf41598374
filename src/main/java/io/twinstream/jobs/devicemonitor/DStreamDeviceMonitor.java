package io.twinstream.jobs.devicemonitor;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.InputRecord;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.DStreamWindows;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Statistics and alerts over a sliding window on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link DeviceMonitor}.
 *   <li>Output: {@link DeviceReport}s on each window.
 *   <li>State: the batches of the window; how many lines of it were malformed, in the checkpoint.
 *   <li>Time: arrival, see {@link WindowLayout}; that of the readings for silence.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredDeviceMonitor}. Known differences: see the package.
 * </ul>
 */
public final class DStreamDeviceMonitor implements DStreamTwin<DeviceReport> {
  private final Thresholds thresholds;
  private final WindowLayout layout;

  public DStreamDeviceMonitor(MonitorOptions options) {
    thresholds = options.thresholds();
    layout = options.windows;
  }

  @Override
  public JavaDStream<DeviceReport> topology(ClassicInput in) {
    Thresholds alerts = thresholds;
    DStreamWindows windows = DStreamWindows.of(in, layout);
    JavaDStream<DeviceSummary> readings =
        windows.window(perBatch(in.records()), DeviceMonitor::readings);
    JavaPairDStream<String, Iterable<DeviceSummary>> sensors =
        bySensor(readings)
            .mapToPair(sensor -> new Tuple2<>(sensor._2().getMetric(), sensor._2()))
            .groupByKey();
    JavaDStream<Long> malformed =
        in.records()
            .filter(DeviceMonitor::isMalformed)
            .countByWindow(windows.length(), windows.slide());
    return windows
        .flatRows(
            sensors,
            (metric, end) -> DeviceMonitor.reports(end, metric._2().iterator(), alerts).iterator())
        .union(
            windows.rows(
                windows.withCountBefore(malformed, DeviceMonitor::isMalformed).filter(n -> n > 0),
                (n, start, end) -> DeviceMonitor.malformed(end, n, alerts)));
  }

  /** Summarised per batch: the window holds no raw readings. */
  private static JavaDStream<DeviceSummary> perBatch(JavaDStream<InputRecord> records) {
    return bySensor(records.flatMap(DeviceMonitor::readings)).map(Tuple2::_2);
  }

  private static JavaPairDStream<Tuple2<String, String>, DeviceSummary> bySensor(
      JavaDStream<DeviceSummary> readings) {
    return readings
        .mapToPair(each -> new Tuple2<>(new Tuple2<>(each.getMetric(), each.getDevice()), each))
        .reduceByKey(DeviceSummary::and);
  }

  public static void main(String[] args) {
    JobMain.main("device-monitor", Engine.DSTREAM, args);
  }
}
