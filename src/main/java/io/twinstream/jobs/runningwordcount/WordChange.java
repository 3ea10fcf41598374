package io.twinstream.jobs.runningwordcount;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Function;

/**
 * What a batch does to the total of one word. An ordinary class, as Spark's Kryo reads no records.
 */
final class WordChange implements Serializable {
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

  /** Returns the change of a word that stood in the batch so often. */
  public static WordChange added(long count) {
    return new WordChange(count, false, true);
  }

  /** Returns the change that brings in a total from before; no batch made it. */
  public static WordChange broughtIn(long total) {
    return new WordChange(total, false, false);
  }

  /**
   * Returns one change of all; their order does not matter.
   *
   * @param each one or more
   */
  static <T> WordChange merged(Iterator<T> each, Function<T, WordChange> toChange) {
    WordChange all = toChange.apply(each.next());
    while (each.hasNext()) {
      all = all.and(toChange.apply(each.next()));
    }
    return all;
  }

  /** Returns both changes as one. */
  public WordChange and(WordChange other) {
    return new WordChange(
        Sums.add(added, other.added),
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
