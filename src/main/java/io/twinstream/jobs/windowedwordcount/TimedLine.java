package io.twinstream.jobs.windowedwordcount;

import io.twinstream.error.Malformed;

/** A line that begins with its event time: {@code epoch_ms<TAB>text}. */
public final class TimedLine {
  private static final int MOST_DIGITS = 18;

  private TimedLine() {}

  /** Returns the event time in epoch milliseconds; -1 if the line has none. */
  public static long eventTimeMillis(String line) {
    int tab = line.indexOf('\t');
    if (tab < 1
        || tab > MOST_DIGITS
        || !line.chars().limit(tab).allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Long.parseLong(line.substring(0, tab));
  }

  /**
   * Returns the text behind the event time; nothing if the line has none: it is counted in no
   * window, and as {@link Malformed}.
   */
  public static String text(String line) {
    if (eventTimeMillis(line) < 0) {
      Malformed.count("a line with its time (epoch_ms<TAB>text)", line);
      return "";
    }
    return line.substring(line.indexOf('\t') + 1);
  }
}
