package io.twinstream.jobs.windowedwordcount;

import io.twinstream.error.UserError;
import io.twinstream.run.JobOptions;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of both twins. */
public final class WindowOptions implements JobOptions {
  /** How the classic job counts a window. */
  public enum Mode {
    /** Counts every batch of the window anew. */
    PLAIN,
    /** Adds the batches that enter and subtracts those that leave; keeps every word for ever. */
    INVERSE,
    /** The same, and forgets the words that have left. */
    INVERSE_FILTERED,
    /** {@code countByValueAndWindow}: the same, built in. */
    BY_VALUE;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What a record's time is. */
  public enum Time {
    /** When it arrived. */
    ARRIVAL,
    /** What it says itself. */
    EVENT
  }

  @Option(names = "--window", paramLabel = "T", description = "Length of the window; default: 10s.")
  Duration window = Duration.ofSeconds(10);

  @Option(
      names = "--slide",
      paramLabel = "T",
      description = "How far it slides each time; default: 5s.")
  Duration slide = Duration.ofSeconds(5);

  @Option(
      names = "--mode",
      description =
          "Of the classic job: plain, inverse, inverse-filtered or by-value; default: plain.")
  Mode mode = Mode.PLAIN;

  @Option(
      names = "--time",
      description =
          "arrival, or event: lines are epoch_ms<TAB>text and the port counts by that time; default: arrival.")
  Time time = Time.ARRIVAL;

  @Option(
      names = "--lateness",
      paramLabel = "T",
      description = "How late a record may be for the port to count it; default: 10s.")
  Duration lateness = Duration.ofSeconds(10);

  @Option(
      names = "--zero-time",
      paramLabel = "MS",
      description =
          "Of the port: the zero time of the classic job whose windows it shall have, epoch ms; default: 0.")
  long zeroTimeMillis;

  @Override
  public void check(Duration batchInterval) {
    checkLengths(window, slide, batchInterval);
  }

  /**
   * Refuses lengths that Spark would refuse by a stack trace, or that the engines understand
   * differently.
   */
  public static void checkLengths(Duration window, Duration slide, Duration batchInterval) {
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
}
