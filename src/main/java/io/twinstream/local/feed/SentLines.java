package io.twinstream.local.feed;

import io.twinstream.ends.lines.FeedLine;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What a feed has sent so far, and whether it may send more. Not thread-safe. */
final class SentLines {
  private final long linesPerSecond;
  private final long startNanos = System.nanoTime();
  private final Map<FeedLine.Quality, Long> qualities = new EnumMap<>(FeedLine.Quality.class);
  private long lines;
  private long bytes;

  /**
   * Begins now.
   *
   * @param linesPerSecond 0 for no limit
   */
  SentLines(long linesPerSecond) {
    this.linesPerSecond = linesPerSecond;
  }

  /** Counts a line that was sent. */
  void add(FeedLine line) {
    lines++;
    bytes += line.bytes().length;
    qualities.merge(line.quality(), 1L, Long::sum);
  }

  long lines() {
    return lines;
  }

  /** Tells whether another line would be more than so many a second. */
  boolean isTooEarly() {
    return linesPerSecond > 0 && lines >= (System.nanoTime() - startNanos) / 1e9 * linesPerSecond;
  }

  /** Returns what was sent, if nothing more is. */
  Feed.Sent total() {
    return new Feed.Sent(lines, bytes, Duration.ofNanos(System.nanoTime() - startNanos), qualities);
  }
}
