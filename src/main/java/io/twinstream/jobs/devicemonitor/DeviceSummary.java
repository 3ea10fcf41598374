package io.twinstream.jobs.devicemonitor;

import java.io.Serializable;

/**
 * The readings of a metric by one device, summed up. A bean, for {@code Encoders.bean}.
 *
 * <p>{@code readings} (at least 1); {@code sum}, {@code min} and {@code max} in millionths, so that
 * a sum is exact and the same in any order; {@code lastAt}, when the newest was made, epoch ms.
 */
public final class DeviceSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private String metric;
  private String device;
  private long readings;
  private long sum;
  private long min;
  private long max;
  private long lastAt;

  /** For {@code Encoders.bean}. */
  public DeviceSummary() {}

  private DeviceSummary(
      String metric, String device, long readings, long sum, long min, long max, long lastAt) {
    this.metric = metric;
    this.device = device;
    this.readings = readings;
    this.sum = sum;
    this.min = min;
    this.max = max;
    this.lastAt = lastAt;
  }

  /** Returns the summary of a single reading. */
  static DeviceSummary of(String metric, String device, long micros, long atMillis) {
    return new DeviceSummary(metric, device, 1, micros, micros, micros, atMillis);
  }

  /** Returns both as one, of the same metric; their order does not matter. */
  DeviceSummary and(DeviceSummary other) {
    return new DeviceSummary(
        metric,
        device,
        Math.addExact(readings, other.readings),
        Math.addExact(sum, other.sum),
        Math.min(min, other.min),
        Math.max(max, other.max),
        Math.max(lastAt, other.lastAt));
  }

  /** Returns the mean in millionths, rounded to the nearest, up between two. */
  long mean() {
    long floor = Math.floorDiv(sum, readings);
    return 2 * Math.floorMod(sum, readings) < readings ? floor : floor + 1;
  }

  public String getMetric() {
    return metric;
  }

  public void setMetric(String metric) {
    this.metric = metric;
  }

  public String getDevice() {
    return device;
  }

  public void setDevice(String device) {
    this.device = device;
  }

  public long getReadings() {
    return readings;
  }

  public void setReadings(long readings) {
    this.readings = readings;
  }

  public long getSum() {
    return sum;
  }

  public void setSum(long sum) {
    this.sum = sum;
  }

  public long getMin() {
    return min;
  }

  public void setMin(long min) {
    this.min = min;
  }

  public long getMax() {
    return max;
  }

  public void setMax(long max) {
    this.max = max;
  }

  public long getLastAt() {
    return lastAt;
  }

  public void setLastAt(long lastAt) {
    this.lastAt = lastAt;
  }
}
