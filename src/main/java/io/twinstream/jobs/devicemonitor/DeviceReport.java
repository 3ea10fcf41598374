package io.twinstream.jobs.devicemonitor;

import java.io.Serializable;
import java.util.Objects;

/**
 * What one window says of a metric or of one device: {@code windowStart} (inclusive) and {@code
 * windowEnd} (exclusive) in epoch ms.
 *
 * <p>{@code kind} is {@code stats}, of all devices of {@code metric} together ({@code device} is
 * empty); {@code high}, {@code stuck} or {@code silent}, an alert on {@code device}; or {@code
 * malformed}, of which only {@code readings} says something: how many lines. {@code readings} (at
 * least 1) were made by {@code devices} different ones; {@code minMicros}, {@code maxMicros} and
 * {@code meanMicros}, rounded to the nearest, are millionths of the metric's unit.
 */
public final class DeviceReport implements Serializable {
  private static final long serialVersionUID = 1L;

  private long windowStart;
  private long windowEnd;
  private String kind;
  private String metric;
  private String device;
  private long readings;
  private long devices;
  private long minMicros;
  private long maxMicros;
  private long meanMicros;

  /** For {@code Encoders.bean}. */
  public DeviceReport() {}

  public DeviceReport(
      long windowStart,
      long windowEnd,
      String kind,
      String metric,
      String device,
      long readings,
      long devices,
      long minMicros,
      long maxMicros,
      long meanMicros) {
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.kind = kind;
    this.metric = metric;
    this.device = device;
    this.readings = readings;
    this.devices = devices;
    this.minMicros = minMicros;
    this.maxMicros = maxMicros;
    this.meanMicros = meanMicros;
  }

  public long getWindowStart() {
    return windowStart;
  }

  public void setWindowStart(long windowStart) {
    this.windowStart = windowStart;
  }

  public long getWindowEnd() {
    return windowEnd;
  }

  public void setWindowEnd(long windowEnd) {
    this.windowEnd = windowEnd;
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
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

  public long getDevices() {
    return devices;
  }

  public void setDevices(long devices) {
    this.devices = devices;
  }

  public long getMinMicros() {
    return minMicros;
  }

  public void setMinMicros(long minMicros) {
    this.minMicros = minMicros;
  }

  public long getMaxMicros() {
    return maxMicros;
  }

  public void setMaxMicros(long maxMicros) {
    this.maxMicros = maxMicros;
  }

  public long getMeanMicros() {
    return meanMicros;
  }

  public void setMeanMicros(long meanMicros) {
    this.meanMicros = meanMicros;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceReport that
        && windowStart == that.windowStart
        && windowEnd == that.windowEnd
        && Objects.equals(kind, that.kind)
        && Objects.equals(metric, that.metric)
        && Objects.equals(device, that.device)
        && readings == that.readings
        && devices == that.devices
        && minMicros == that.minMicros
        && maxMicros == that.maxMicros
        && meanMicros == that.meanMicros;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        windowStart,
        windowEnd,
        kind,
        metric,
        device,
        readings,
        devices,
        minMicros,
        maxMicros,
        meanMicros);
  }

  @Override
  public String toString() {
    return "["
        + windowStart
        + ", "
        + windowEnd
        + ") "
        + kind
        + " "
        + metric
        + " "
        + device
        + " "
        + readings;
  }
}
