package io.twinstream.jobs.samplestats;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Timestamp;

/**
 * The samples of a minute, summed up; the state of that minute. A bean, for {@code Encoders.bean}.
 *
 * <p>{@code windowEnd}, when the minute ends (exclusive); {@code samples} (at least 1); {@code
 * sum}, {@code min} and {@code max} in millionths. The sum has no limit, so that it is exact and
 * the same in any order.
 */
public final class MinuteSamples implements Serializable {
  private static final long serialVersionUID = 1L;

  private Timestamp windowEnd;
  private long samples;
  private BigInteger sum;
  private long min;
  private long max;

  /** Of no row by itself: an earlier run has written it. No property: a port has no such rows. */
  private boolean isWritten;

  /** For {@code Encoders.bean}. */
  public MinuteSamples() {}

  private MinuteSamples(
      Timestamp windowEnd, long samples, BigInteger sum, long min, long max, boolean isWritten) {
    this.windowEnd = windowEnd;
    this.samples = samples;
    this.sum = sum;
    this.min = min;
    this.max = max;
    this.isWritten = isWritten;
  }

  /** Returns a single sample. */
  static MinuteSamples of(long windowEndMillis, long micros) {
    return new MinuteSamples(
        new Timestamp(windowEndMillis), 1, BigInteger.valueOf(micros), micros, micros, false);
  }

  /** Returns the same as what an earlier run has written. */
  MinuteSamples written() {
    return new MinuteSamples(windowEnd, samples, sum, min, max, true);
  }

  /** Tells whether an earlier run has written all of it. */
  boolean isWrittenBefore() {
    return isWritten;
  }

  /** Returns both as one, of the same minute; their order does not matter. */
  MinuteSamples and(MinuteSamples other) {
    return new MinuteSamples(
        windowEnd,
        Sums.add(samples, other.samples),
        sum.add(other.sum),
        Math.min(min, other.min),
        Math.max(max, other.max),
        isWritten && other.isWritten);
  }

  /** Returns the row of the minute; its mean is rounded to the nearest millionth, half to even. */
  MinuteStats stats() {
    long mean =
        new BigDecimal(sum)
            .divide(BigDecimal.valueOf(samples), 0, RoundingMode.HALF_EVEN)
            .longValueExact();
    long end = windowEnd.getTime();
    return new MinuteStats(SampleStats.minuteStart(end), end, samples, min, max, mean);
  }

  public Timestamp getWindowEnd() {
    return windowEnd;
  }

  public void setWindowEnd(Timestamp windowEnd) {
    this.windowEnd = windowEnd;
  }

  public long getSamples() {
    return samples;
  }

  public void setSamples(long samples) {
    this.samples = samples;
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
}
