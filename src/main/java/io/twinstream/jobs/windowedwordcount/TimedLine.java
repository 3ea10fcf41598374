package io.twinstream.jobs.windowedwordcount;

import io.twinstream.error.Malformed;
import java.util.Optional;

/**
 * A line that begins with its event time: {@code epoch_ms<TAB>text}.
 *
 * @param atMillis the event time, epoch milliseconds
 * @param text what stands behind it
 */
record TimedLine(long atMillis, String text) {
  static final String EXPECTED = "a line with its time (epoch_ms<TAB>text)";

  /** Microseconds of so many digits fit into a long too, and that is what Spark makes of a time. */
  private static final int MOST_DIGITS = 15;

  /**
   * Returns why a line has no time that can be counted by; empty if it has.
   *
   * @param aheadMillis how far the time may be ahead of the arrival: one line from the future would
   *     end all windows of the port, whose time goes by the lines
   */
  static Optional<String> problem(String line, long arrivedAtMillis, long aheadMillis) {
    Optional<TimedLine> timed = parse(line);
    if (timed.isEmpty()) {
      return Optional.of("not " + EXPECTED);
    }
    return timed.get().atMillis - arrivedAtMillis > aheadMillis
        ? Optional.of("its time is after it arrived")
        : Optional.empty();
  }

  /**
   * Returns the line with its time; nothing if there is a {@link #problem}: it is counted in no
   * window, and as {@link Malformed}.
   */
  static Optional<TimedLine> of(String line, long arrivedAtMillis, long aheadMillis) {
    if (problem(line, arrivedAtMillis, aheadMillis).isPresent()) {
      Malformed.count(EXPECTED, line);
      return Optional.empty();
    }
    return parse(line);
  }

  private static Optional<TimedLine> parse(String line) {
    int tab = line.indexOf('\t');
    if (tab < 1
        || tab > MOST_DIGITS
        || !line.chars().limit(tab).allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return Optional.of(
        new TimedLine(Long.parseLong(line.substring(0, tab)), line.substring(tab + 1)));
  }
}
