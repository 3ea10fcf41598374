package io.twinstream.migration.compare.rows;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One row that differs.
 *
 * @param left the values there; null if there is no such row
 * @param right likewise
 * @param copies how many more one side has, of a row that both have
 */
record Difference(Type type, long time, String[] key, String[] left, String[] right, long copies)
    implements Serializable {
  /** How a row differs. */
  enum Type {
    /** The right has none of this key. */
    MISSING,
    /** The left has none of this key. */
    EXTRA,
    /** The same key, other values. */
    CHANGED,
    /** The same row, more often on the left. */
    FEWER,
    /** The same row, more often on the right. */
    MORE
  }

  /** By time, then by key, then by values; goes with the differences from the executors. */
  static final class Order implements Comparator<Difference>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Difference one, Difference other) {
      int order = Long.compare(one.time, other.time);
      order = order != 0 ? order : texts(one.key, other.key);
      order = order != 0 ? order : texts(one.left, other.left);
      return order != 0 ? order : texts(one.right, other.right);
    }

    private static int texts(String[] these, String[] others) {
      return Arrays.compare(these, others, Comparator.nullsFirst(Comparator.naturalOrder()));
    }
  }
}
