package io.twinstream.jobs.devicemonitor;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.Sums;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;

/**
 * Statistics and alerts over a sliding window on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link DeviceMonitor}.
 *   <li>Output: {@link DeviceReport}s on each window, at its end; order unspecified.
 *   <li>State: the batches of the window; how many lines of it were malformed, in the checkpoint.
 *   <li>Time: arrival; windows end at batch times {@code zeroTime + k * slide}. That of the
 *       readings for silence.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredDeviceMonitor}. Known differences: see the package.
 * </ul>
 */
public final class DStreamDeviceMonitor implements DStreamTwin<DeviceReport> {
  private final java.time.Duration length;
  private final Duration window;
  private final Duration slide;
  private final Thresholds alerts;

  public DStreamDeviceMonitor(MonitorOptions options) {
    length = options.windows.window();
    window = Durations.milliseconds(length.toMillis());
    slide = Durations.milliseconds(options.windows.slide().toMillis());
    alerts = options.thresholds();
  }

  @Override
  public JavaDStream<DeviceReport> topology(ClassicInput in) {
    Thresholds thresholds = alerts;
    JavaDStream<DeviceSummary> sensors = withReadingsBefore(in, sensors(in.lines()));
    JavaDStream<Long> malformed = withMalformedBefore(in, malformed(in.lines()));
    JavaDStream<DeviceReport> reports =
        sensors.transform((each, time) -> reports(each, time.milliseconds(), thresholds));
    return reports.union(
        malformed
            .filter(count -> count > 0)
            .transform(
                (counts, time) ->
                    counts.map(n -> DeviceMonitor.malformed(time.milliseconds(), n, thresholds))));
  }

  /** Summarised per batch: the window holds no raw readings. */
  private JavaDStream<DeviceSummary> sensors(JavaDStream<String> lines) {
    return lines
        .flatMap(line -> DeviceMonitor.reading(line).stream().iterator())
        .mapToPair(reading -> new Tuple2<>(sensor(reading), reading))
        .reduceByKey(DeviceSummary::and)
        .window(window, slide)
        .map(Tuple2::_2);
  }

  private JavaDStream<Long> malformed(JavaDStream<String> lines) {
    return lines.filter(line -> DeviceMonitor.reading(line).isEmpty()).countByWindow(window, slide);
  }

  private JavaDStream<DeviceSummary> withReadingsBefore(
      ClassicInput in, JavaDStream<DeviceSummary> readings) {
    FlatMapFunction<String, DeviceSummary> read =
        line -> DeviceMonitor.reading(line).stream().iterator();
    return in.replayed()
        .map(records -> records.linesInWindow(readings, length, read))
        .orElse(readings);
  }

  private JavaDStream<Long> withMalformedBefore(ClassicInput in, JavaDStream<Long> counts) {
    FlatMapFunction<String, Long> count =
        line ->
            DeviceMonitor.reading(line).isEmpty()
                ? List.of(1L).iterator()
                : Collections.emptyIterator();
    return in.replayed()
        .map(records -> records.linesInWindow(counts, length, count).reduce(Sums::add))
        .orElse(counts);
  }

  private static Tuple2<String, String> sensor(DeviceSummary reading) {
    return new Tuple2<>(reading.getMetric(), reading.getDevice());
  }

  private static JavaRDD<DeviceReport> reports(
      JavaRDD<DeviceSummary> summaries, long windowEnd, Thresholds alerts) {
    return summaries
        .mapToPair(summary -> new Tuple2<>(sensor(summary), summary))
        .reduceByKey(DeviceSummary::and)
        .mapToPair(sensor -> new Tuple2<>(sensor._1()._1(), sensor._2()))
        .groupByKey()
        .flatMap(
            metric -> DeviceMonitor.reports(windowEnd, metric._2().iterator(), alerts).iterator());
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("device-monitor", Engine.DSTREAM, args));
  }
}
