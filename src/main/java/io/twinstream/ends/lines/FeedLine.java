package io.twinstream.ends.lines;

/**
 * A line to be sent.
 *
 * @param bytes without its end
 * @param topic which of {@link Lines#topics} it is for, from 0
 */
public record FeedLine(byte[] bytes, int topic, Quality quality) {
  /** What a line is to the job that reads it. */
  public enum Quality {
    /** Can be read, is in time and comes for the first time. */
    GOOD,
    /** Comes for the first time, and long after it was made. */
    LATE,
    /** Was sent before. */
    REPEATED,
    /** Cannot be read. */
    MALFORMED
  }

  /** Returns a line of which nothing is known. */
  public static FeedLine of(byte[] bytes) {
    return new FeedLine(bytes, 0, Quality.GOOD);
  }
}
