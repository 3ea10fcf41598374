package io.twinstream.ends.lines;

import java.util.function.LongSupplier;

/**
 * Lets lines through at a rate that may change at any time. What was not used is kept for {@link
 * #BURST_SECONDS}. Not thread-safe.
 */
final class Pace {
  private static final double BURST_SECONDS = 0.2;
  private static final double NANOS = 1e9;

  private final LongSupplier linesPerSecond;
  private final LongSupplier nanoTime;
  private double saved;
  private long savedAtNanos;

  /**
   * @param linesPerSecond {@link Long#MAX_VALUE} for no limit
   * @param nanoTime the clock
   */
  Pace(LongSupplier linesPerSecond, LongSupplier nanoTime) {
    this.linesPerSecond = linesPerSecond;
    this.nanoTime = nanoTime;
    this.savedAtNanos = nanoTime.getAsLong();
  }

  /** Returns how many lines may go now. */
  int room() {
    long rate = linesPerSecond.getAsLong();
    long now = nanoTime.getAsLong();
    saved =
        Math.min(saved + (now - savedAtNanos) / NANOS * rate, Math.max(1, rate * BURST_SECONDS));
    savedAtNanos = now;
    return (int) Math.min(saved, Integer.MAX_VALUE);
  }

  /** Learns that a line has gone. */
  void took() {
    saved--;
  }
}
