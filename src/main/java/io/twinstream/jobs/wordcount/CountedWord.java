package io.twinstream.jobs.wordcount;

import java.io.Serializable;
import java.util.Objects;

/**
 * A word and how often it stood in one batch: {@code word} (never null or empty), {@code count} (at
 * least 1).
 */
public final class CountedWord implements Serializable {
  private static final long serialVersionUID = 1L;

  private String word;
  private long count;

  /** For {@code Encoders.bean}. */
  public CountedWord() {}

  public CountedWord(String word, long count) {
    this.word = word;
    this.count = count;
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
    return other instanceof CountedWord that
        && count == that.count
        && Objects.equals(word, that.word);
  }

  @Override
  public int hashCode() {
    return Objects.hash(word, count);
  }

  @Override
  public String toString() {
    return word + "=" + count;
  }
}
