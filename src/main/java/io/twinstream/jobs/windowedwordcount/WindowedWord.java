package io.twinstream.jobs.windowedwordcount;

import java.io.Serializable;
import java.util.Objects;

/**
 * A word and how often it stood in one window: {@code windowStart} (inclusive) and {@code
 * windowEnd} (exclusive) in epoch ms, {@code word} (never null or empty), {@code count} (at least
 * 1). The first windows begin before the stream does.
 */
public final class WindowedWord implements Serializable {
  private static final long serialVersionUID = 1L;

  private long windowStart;
  private long windowEnd;
  private String word;
  private long count;

  /** For {@code Encoders.bean}. */
  public WindowedWord() {}

  public WindowedWord(long windowStart, long windowEnd, String word, long count) {
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.word = word;
    this.count = count;
  }

  public long getWindowStart() {
    return windowStart;
  }

  public void setWindowStart(long windowStart) {
    this.windowStart = windowStart;
  }

  public long getWindowEnd() {
    return windowEnd;
  }

  public void setWindowEnd(long windowEnd) {
    this.windowEnd = windowEnd;
  }

  public String getWord() {
    return word;
  }

  public void setWord(String word) {
    this.word = word;
  }

  public long getCount() {
    return count;
  }

  public void setCount(long count) {
    this.count = count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowedWord that
        && windowStart == that.windowStart
        && windowEnd == that.windowEnd
        && count == that.count
        && Objects.equals(word, that.word);
  }

  @Override
  public int hashCode() {
    return Objects.hash(windowStart, windowEnd, word, count);
  }

  @Override
  public String toString() {
    return "[" + windowStart + ", " + windowEnd + ") " + word + "=" + count;
  }
}
