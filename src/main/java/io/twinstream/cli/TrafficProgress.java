package io.twinstream.cli;

import io.twinstream.error.DurationText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Says every few seconds how many records went by. */
final class TrafficProgress {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final double MB = 1e6;

  private final StatusLine line;
  private final long beganNanos = System.nanoTime();
  private long saidNanos = System.nanoTime();
  private long saidRecords;

  TrafficProgress(String title, PrintWriter err) {
    this.line = StatusLine.of(title, err, EVERY);
  }

  /** Says it, if it is time. */
  void soFar(long records, long bytes, long millis) {
    long now = System.nanoTime();
    if (line.isDue()) {
      double rate = (records - saidRecords) / ((now - saidNanos) / 1e9);
      saidNanos = now;
      saidRecords = records;
      line.status(
          String.format(
              Locale.ROOT,
              "%,d records, %,.1f MB, %,.0f records/s, at %s",
              records,
              bytes / MB,
              rate,
              DurationText.show(Duration.ofMillis(millis))));
    }
  }

  /** Says what there was in all. */
  void total(String done, long records, long bytes, long millis) {
    Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
    say(
        String.format(
            Locale.ROOT,
            "%s: %,d records, %,.1f MB, %s long, in %s",
            done,
            records,
            bytes / MB,
            DurationText.show(Duration.ofMillis(millis)),
            DurationText.show(took)));
  }

  void say(String what) {
    line.say(what);
  }
}
