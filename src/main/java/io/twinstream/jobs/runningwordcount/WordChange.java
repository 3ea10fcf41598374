package io.twinstream.jobs.runningwordcount;

import java.io.Serializable;

/**
 * What a batch does to the total of one word. An ordinary class, as Spark's Kryo reads no records.
 */
public final class WordChange implements Serializable {
  /** The word stood there once. */
  public static final WordChange ONE = new WordChange(1, false, true);

  /** The word is forgotten. */
  public static final WordChange FORGET = new WordChange(0, true, true);

  private static final long serialVersionUID = 1L;

  private final long added;
  private final boolean isForgotten;
  private final boolean isOfBatch;

  private WordChange(long added, boolean isForgotten, boolean isOfBatch) {
    this.added = added;
    this.isForgotten = isForgotten;
    this.isOfBatch = isOfBatch;
  }

  /** Returns the change that brings in a total from before; no batch made it. */
  public static WordChange broughtIn(long total) {
    return new WordChange(total, false, false);
  }

  /** Returns both changes as one; their order does not matter. */
  public WordChange and(WordChange other) {
    return new WordChange(
        Math.addExact(added, other.added),
        isForgotten || other.isForgotten,
        isOfBatch || other.isOfBatch);
  }

  /** Returns how often the word stood there. */
  public long added() {
    return added;
  }

  /** Tells whether the word stood in the batch. */
  public boolean isOfBatch() {
    return isOfBatch;
  }

  /** Tells whether the word is forgotten at the end of the batch. */
  public boolean isForgotten() {
    return isForgotten;
  }
}
