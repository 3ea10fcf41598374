package io.twinstream.jobs.devicemonitor;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The readings of a metric by one device, summed up. A bean, for {@code Encoders.bean}.
 *
 * <p>{@code readings} (at least 1); {@code sum}, {@code min} and {@code max} in millionths; the sum
 * has no limit, so that it is exact and the same in any order; {@code lastAt}, when the newest was
 * made, epoch ms.
 */
public final class DeviceSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private String metric;
  private String device;
  private long readings;
  private BigInteger sum;
  private long min;
  private long max;
  private long lastAt;

  /** For {@code Encoders.bean}. */
  public DeviceSummary() {}

  private DeviceSummary(
      String metric,
      String device,
      long readings,
      BigInteger sum,
      long min,
      long max,
      long lastAt) {
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
    return new DeviceSummary(
        metric, device, 1, BigInteger.valueOf(micros), micros, micros, atMillis);
  }

  /** Returns both as one, of the same metric; their order does not matter. */
  DeviceSummary and(DeviceSummary other) {
    return new DeviceSummary(
        metric,
        device,
        Sums.add(readings, other.readings),
        sum.add(other.sum),
        Math.min(min, other.min),
        Math.max(max, other.max),
        Math.max(lastAt, other.lastAt));
  }

  /** Returns the mean in millionths, rounded to the nearest, up between two. */
  long mean() {
    return new BigDecimal(sum)
        .multiply(BigDecimal.valueOf(2))
        .add(BigDecimal.valueOf(readings))
        .divide(BigDecimal.valueOf(readings).multiply(BigDecimal.valueOf(2)), 0, RoundingMode.FLOOR)
        .longValueExact();
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

  public BigInteger getSum() {
    return sum;
  }

  public void setSum(BigInteger sum) {
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
