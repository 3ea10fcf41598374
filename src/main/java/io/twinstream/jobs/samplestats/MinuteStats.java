package io.twinstream.jobs.samplestats;

import java.io.Serializable;
import java.util.Objects;

/**
 * The statistics of a minute, {@code windowStart} (inclusive) to {@code windowEnd} (exclusive) in
 * epoch ms: how many {@code samples} (at least 1), and {@code minMicros}, {@code maxMicros} and
 * {@code meanMicros} in millionths.
 */
public final class MinuteStats implements Serializable {
  private static final long serialVersionUID = 1L;

  private long windowStart;
  private long windowEnd;
  private long samples;
  private long minMicros;
  private long maxMicros;
  private long meanMicros;

  /** For {@code Encoders.bean}. */
  public MinuteStats() {}

  public MinuteStats(
      long windowStart,
      long windowEnd,
      long samples,
      long minMicros,
      long maxMicros,
      long meanMicros) {
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.samples = samples;
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

  public long getSamples() {
    return samples;
  }

  public void setSamples(long samples) {
    this.samples = samples;
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
    return other instanceof MinuteStats that
        && windowStart == that.windowStart
        && windowEnd == that.windowEnd
        && samples == that.samples
        && minMicros == that.minMicros
        && maxMicros == that.maxMicros
        && meanMicros == that.meanMicros;
  }

  @Override
  public int hashCode() {
    return Objects.hash(windowStart, windowEnd, samples, minMicros, maxMicros, meanMicros);
  }

  @Override
  public String toString() {
    return "[%d, %d) %d: %d to %d, mean %d"
        .formatted(windowStart, windowEnd, samples, minMicros, maxMicros, meanMicros);
  }
}
