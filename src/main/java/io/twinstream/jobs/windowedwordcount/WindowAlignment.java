package io.twinstream.jobs.windowedwordcount;

/** Where the windows of the two engines lie. */
public final class WindowAlignment {
  private WindowAlignment() {}

  /**
   * Returns the {@code startTime} for {@code functions.window} on arrival times that gives the
   * windows of a DStream.
   *
   * <p>A DStream's windows end at {@code zeroTime + k * slide} (WindowedDStream.compute and
   * DStream.isTimeValid, Spark 3.5); those of {@code window} begin at {@code startTime + k * slide}
   * from the epoch (ResolveTimeWindows).
   *
   * @param zeroTimeMillis the first batch time less one batch interval, kept in the checkpoint; may
   *     be negative
   * @return 0 (inclusive) to {@code slideMillis} (exclusive)
   */
  public static long startTimeMillis(long zeroTimeMillis, long windowMillis, long slideMillis) {
    return Math.floorMod(zeroTimeMillis - windowMillis, slideMillis);
  }
}
