package io.twinstream.jobs.devicemonitor;

import io.twinstream.api.InputRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule of the device monitor, free of any engine.
 *
 * <p>Input: records; a tombstone is none. A line is {@code device,metric,value,epoch_ms}: the
 * device may be empty, the metric may not; the value has up to six digits before the point and up
 * to six behind it. Values are counted in millionths, as floating-point sums depend on their order.
 * A line of another form is counted as {@value #MALFORMED}.
 */
final class DeviceMonitor {
  static final String STATS = "stats";
  static final String HIGH = "high";
  static final String STUCK = "stuck";
  static final String SILENT = "silent";
  static final String MALFORMED = "malformed";

  private static final String ALL_DEVICES = "";
  private static final String NO_METRIC = "";
  private static final Pattern VALUE = Pattern.compile("-?[0-9]{1,6}(\\.[0-9]{1,6})?");
  private static final Pattern TIME = Pattern.compile("[0-9]{1,15}");
  private static final int MICRO_DIGITS = 6;

  private DeviceMonitor() {}

  /** Returns why a line is no reading; empty if it is one. */
  public static Optional<String> problem(String line) {
    return reading(line).isPresent()
        ? Optional.empty()
        : Optional.of("not a reading (device,metric,value,epoch_ms)");
  }

  /** Returns the reading of a line; empty if the line is malformed. */
  static Optional<DeviceSummary> reading(String line) {
    String[] parts = line.split(",", -1);
    if (parts.length != 4
        || parts[1].isEmpty()
        || !isValue(parts[2])
        || !TIME.matcher(parts[3]).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        DeviceSummary.of(parts[1], parts[0], micros(parts[2]), Long.parseLong(parts[3])));
  }

  /** Returns the reading of a record; none if it is malformed, or a tombstone. */
  static Iterator<DeviceSummary> readings(InputRecord record) {
    return Optional.ofNullable(record.value()).flatMap(DeviceMonitor::reading).stream().iterator();
  }

  /** Returns the same, and for a malformed record one of the empty metric, as no reading has. */
  static Iterator<DeviceSummary> readingsAndMalformed(InputRecord record) {
    return isMalformed(record)
        ? List.of(DeviceSummary.of(NO_METRIC, ALL_DEVICES, 0, 0)).iterator()
        : readings(record);
  }

  /** Tells whether a record is neither a reading nor a tombstone. */
  static boolean isMalformed(InputRecord record) {
    return record.value() != null && reading(record.value()).isEmpty();
  }

  /** Tells whether a text is a value that can be counted. */
  static boolean isValue(String text) {
    return VALUE.matcher(text).matches();
  }

  /** Returns the millionths of what {@link #isValue}. */
  static long micros(String value) {
    return new BigDecimal(value).movePointRight(MICRO_DIGITS).longValueExact();
  }

  /**
   * Returns the reports on a window and a metric: its statistics, and the alerts; of the empty
   * metric, how many lines were malformed.
   */
  static List<DeviceReport> reports(
      long windowEnd, Iterator<DeviceSummary> devices, Thresholds alerts) {
    List<DeviceReport> reports = new ArrayList<>();
    DeviceSummary all = null;
    long count = 0;
    while (devices.hasNext()) {
      DeviceSummary device = devices.next();
      if (device.getMetric().equals(NO_METRIC)) {
        return List.of(malformed(windowEnd, device.getReadings(), alerts));
      }
      for (String kind : alerts(device, windowEnd, alerts)) {
        reports.add(report(kind, windowEnd, device.getDevice(), device, 1, alerts));
      }
      all = all == null ? device : all.and(device);
      count++;
    }
    if (all != null) {
      reports.add(report(STATS, windowEnd, ALL_DEVICES, all, count, alerts));
    }
    return reports;
  }

  /** Returns the report on lines that are no readings. */
  static DeviceReport malformed(long windowEnd, long lines, Thresholds alerts) {
    return new DeviceReport(
        windowEnd - alerts.windowMillis(), windowEnd, MALFORMED, "", "", lines, 0, 0, 0, 0);
  }

  private static List<String> alerts(DeviceSummary device, long windowEnd, Thresholds alerts) {
    List<String> kinds = new ArrayList<>();
    if (device.getMax() > alerts.limitMicros()) {
      kinds.add(HIGH);
    }
    if (device.getReadings() >= alerts.stuckReadings() && device.getMin() == device.getMax()) {
      kinds.add(STUCK);
    }
    if (windowEnd - device.getLastAt() > alerts.silenceMillis()) {
      kinds.add(SILENT);
    }
    return kinds;
  }

  private static DeviceReport report(
      String kind,
      long windowEnd,
      String device,
      DeviceSummary values,
      long devices,
      Thresholds alerts) {
    return new DeviceReport(
        windowEnd - alerts.windowMillis(),
        windowEnd,
        kind,
        values.getMetric(),
        device,
        values.getReadings(),
        devices,
        values.getMin(),
        values.getMax(),
        values.mean());
  }
}
