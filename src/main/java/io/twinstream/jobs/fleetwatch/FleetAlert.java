package io.twinstream.jobs.fleetwatch;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.util.Objects;

/**
 * How often a vehicle broke a rule: {@code kind}, {@code speed}, {@code keep-out}, {@code keep-in}
 * or {@code malformed}; {@code rule}, its name, and {@code vehicle}, both empty for malformed
 * lines; {@code count} (at least 1); {@code firstAt}, when it was first, epoch ms; {@code
 * fastestMicros}, the highest speed of the vehicle while it broke the rule, in millionths of km/h.
 */
public final class FleetAlert implements Serializable {
  private static final long serialVersionUID = 1L;

  private String kind;
  private String rule;
  private String vehicle;
  private long count;
  private long firstAt;
  private long fastestMicros;

  /** For {@code Encoders.bean}. */
  public FleetAlert() {}

  public FleetAlert(
      String kind, String rule, String vehicle, long count, long firstAt, long fastestMicros) {
    this.kind = kind;
    this.rule = rule;
    this.vehicle = vehicle;
    this.count = count;
    this.firstAt = firstAt;
    this.fastestMicros = fastestMicros;
  }

  /** Returns both, of one rule and vehicle, as one; their order does not matter. */
  FleetAlert and(FleetAlert other) {
    return new FleetAlert(
        kind,
        rule,
        vehicle,
        Sums.add(count, other.count),
        Math.min(firstAt, other.firstAt),
        Math.max(fastestMicros, other.fastestMicros));
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public String getRule() {
    return rule;
  }

  public void setRule(String rule) {
    this.rule = rule;
  }

  public String getVehicle() {
    return vehicle;
  }

  public void setVehicle(String vehicle) {
    this.vehicle = vehicle;
  }

  public long getCount() {
    return count;
  }

  public void setCount(long count) {
    this.count = count;
  }

  public long getFirstAt() {
    return firstAt;
  }

  public void setFirstAt(long firstAt) {
    this.firstAt = firstAt;
  }

  public long getFastestMicros() {
    return fastestMicros;
  }

  public void setFastestMicros(long fastestMicros) {
    this.fastestMicros = fastestMicros;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FleetAlert that
        && Objects.equals(kind, that.kind)
        && Objects.equals(rule, that.rule)
        && Objects.equals(vehicle, that.vehicle)
        && count == that.count
        && firstAt == that.firstAt
        && fastestMicros == that.fastestMicros;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, rule, vehicle, count, firstAt, fastestMicros);
  }

  @Override
  public String toString() {
    return kind + " " + rule + " " + vehicle + " " + count + " " + firstAt + " " + fastestMicros;
  }
}
