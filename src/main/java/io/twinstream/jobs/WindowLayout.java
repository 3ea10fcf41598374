package io.twinstream.jobs;

import io.twinstream.error.UserError;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where the windows of a job lie: options that the twins of every windowed job share. */
public final class WindowLayout {
  @Option(names = "--window", paramLabel = "T", description = "Length of the window; default: 10s.")
  private Duration window = Duration.ofSeconds(10);

  @Option(
      names = "--slide",
      paramLabel = "T",
      description = "How far it slides each time; default: 5s.")
  private Duration slide = Duration.ofSeconds(5);

  @Option(
      names = "--zero-time",
      paramLabel = "MS",
      description =
          "Of the port: the zero time of the classic job whose windows it shall have, epoch ms; default: 0.")
  private long zeroTimeMillis;

  /** Returns the length of the windows. */
  public Duration window() {
    return window;
  }

  /** Returns how far they slide each time. */
  public Duration slide() {
    return slide;
  }

  /**
   * Refuses lengths that Spark would refuse by a stack trace, or that the engines understand
   * differently.
   */
  public void check(Duration batchInterval) {
    checkMultiple("--window", window, batchInterval);
    checkMultiple("--slide", slide, batchInterval);
    if (slide.compareTo(window) > 0) {
      throw UserError.usage(
          "--slide %d ms: is longer than --window %d ms, so records between two windows would be counted nowhere"
              .formatted(slide.toMillis(), window.toMillis()));
    }
  }

  private static void checkMultiple(String option, Duration length, Duration batchInterval) {
    if (length.toMillis() % batchInterval.toMillis() != 0) {
      throw UserError.usage(
          "%s %d ms: must be a multiple of the batch interval, %d ms"
              .formatted(option, length.toMillis(), batchInterval.toMillis()));
    }
  }

  /** Returns the zero time of the classic job whose windows the port shall have. */
  public long zeroTimeMillis() {
    return zeroTimeMillis;
  }

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
