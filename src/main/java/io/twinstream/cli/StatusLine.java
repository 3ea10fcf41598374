package io.twinstream.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a command says how far it is: a line that is written over in place on a terminal, and a line
 * now and then elsewhere. Not thread-safe.
 */
final class StatusLine {
  private static final Duration IN_PLACE = Duration.ofMillis(250);
  private static final String CLEAR = "\r\u001b[K";
  private static final int NO_TERMINAL = 0;

  private final String title;
  private final PrintWriter err;
  private final int columns;
  private final long everyNanos;
  private final LongSupplier clock;
  private long saidNanos;
  private boolean isShown;

  /**
   * @param columns of the terminal; 0 if it is none
   */
  StatusLine(String title, PrintWriter err, Duration every, int columns) {
    this(title, err, every, columns, System::nanoTime);
  }

  /**
   * @param clock nanoseconds since any time
   */
  StatusLine(String title, PrintWriter err, Duration every, int columns, LongSupplier clock) {
    this.title = title;
    this.err = err;
    this.columns = columns;
    this.everyNanos = (columns == NO_TERMINAL ? every : IN_PLACE).toNanos();
    this.clock = clock;
    this.saidNanos = clock.getAsLong();
  }

  /**
   * Returns one for standard error as {@code bin/twinstream} found it.
   *
   * @param every between two lines where it is no terminal
   */
  static StatusLine of(String title, PrintWriter err, Duration every) {
    String columns = System.getenv("TWINSTREAM_COLUMNS");
    return new StatusLine(
        title,
        err,
        every,
        columns == null || !columns.matches("\\d{1,5}") || "dumb".equals(System.getenv("TERM"))
            ? NO_TERMINAL
            : Integer.parseInt(columns));
  }

  /** Tells whether the next status would be shown. */
  boolean isDue() {
    return clock.getAsLong() - saidNanos >= everyNanos;
  }

  /** Shows how far it is, if it is time. */
  void status(String what) {
    if (!isDue()) {
      return;
    }
    saidNanos = clock.getAsLong();
    if (columns == NO_TERMINAL) {
      println(what);
      return;
    }
    String line = title + ": " + what;
    err.print(CLEAR + line.substring(0, Math.min(line.length(), columns - 1)));
    err.flush();
    isShown = true;
  }

  /** Says what stays. */
  void say(String what) {
    clear();
    println(what);
  }

  /** Takes away what is shown in place: what comes next on the terminal is not this line's. */
  void clear() {
    if (isShown) {
      err.print(CLEAR);
      err.flush();
      isShown = false;
    }
  }

  private void println(String what) {
    err.println(title + ": " + what);
    err.flush();
  }
}
