package io.twinstream.jobs.windowedwordcount;

import io.twinstream.api.JobOptions;
import io.twinstream.api.Rejection;
import io.twinstream.jobs.WindowLayout;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class WindowOptions implements JobOptions {
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

  @Mixin WindowLayout windows = new WindowLayout();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "Of the classic job: plain, inverse, inverse-filtered or by-value; default: plain.")
  Mode mode = Mode.PLAIN;

  @Option(
      names = "--time",
      paramLabel = "arrival|event",
      description =
          "arrival, or event: lines are epoch_ms<TAB>text and the port counts by that time; default: arrival.")
  Time time = Time.ARRIVAL;

  @Option(
      names = "--lateness",
      paramLabel = "T",
      description = "How late a record may be for the port to count it; default: 10s.")
  Duration lateness = Duration.ofSeconds(10);

  @Option(
      names = "--clock-difference",
      paramLabel = "T",
      description =
          "With --time event: how far the time of a line may be ahead of its arrival, as clocks differ; if it is more, the line is malformed; default: 1m.")
  Duration clockDifference = Duration.ofMinutes(1);

  /** Returns the rule. */
  WindowedWordCount rule() {
    return new WindowedWordCount(time == Time.EVENT, clockDifference.toMillis());
  }

  /** Without times of their own all lines can be read. */
  @Override
  public Rejection rejection() {
    boolean isTimed = time == Time.EVENT;
    long aheadMillis = clockDifference.toMillis();
    return record ->
        isTimed
            ? TimedLine.problem(record.value(), record.arrivedAtMillis(), aheadMillis)
            : Optional.empty();
  }

  @Override
  public void check(Duration batchInterval) {
    windows.check(batchInterval);
  }
}
