package io.twinstream.jobs.windowedwordcount;

import java.io.Serializable;
import java.sql.Timestamp;

/** A word, and the time it is counted at; a bean. */
public final class TimedWord implements Serializable {
  private static final long serialVersionUID = 1L;

  private String word;
  private Timestamp at;

  /** For {@code Encoders.bean}. */
  public TimedWord() {}

  TimedWord(String word, long atMillis) {
    this.word = word;
    this.at = new Timestamp(atMillis);
  }

  public String getWord() {
    return word;
  }

  public void setWord(String word) {
    this.word = word;
  }

  public Timestamp getAt() {
    return at;
  }

  public void setAt(Timestamp at) {
    this.at = at;
  }
}
