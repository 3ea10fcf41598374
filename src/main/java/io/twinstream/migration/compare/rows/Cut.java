package io.twinstream.migration.compare.rows;

import java.io.Serializable;

/**
 * The windows that are compared.
 *
 * @param after the windows up to this one are left out
 * @param before the windows from this one on are left out
 */
record Cut(long after, long before) implements Serializable {
  /** All windows. */
  static final Cut NONE = new Cut(Long.MIN_VALUE, Long.MAX_VALUE);

  /**
   * Returns what is complete on both sides: of each, the first window may have been begun in its
   * middle, and the last may still be written.
   */
  static Cut complete(TimeRange left, TimeRange right) {
    return left.isEmpty() || right.isEmpty()
        ? NONE
        : new Cut(Math.max(left.first(), right.first()), Math.min(left.last(), right.last()));
  }

  boolean leavesOut(long time) {
    return time != Flat.NO_TIME && (time <= after || time >= before);
  }
}
