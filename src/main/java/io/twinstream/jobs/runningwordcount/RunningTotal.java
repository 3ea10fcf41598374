package io.twinstream.jobs.runningwordcount;

import java.io.Serializable;

/** The classic job's state of a word: its total, and whether the newest batch held the word. */
final class RunningTotal implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long total;
  private final boolean isChanged;

  public RunningTotal(long total, boolean isChanged) {
    this.total = total;
    this.isChanged = isChanged;
  }

  /** Returns how often the word has stood. */
  public long total() {
    return total;
  }

  /** Tells whether the newest batch held the word. */
  public boolean isChanged() {
    return isChanged;
  }
}
