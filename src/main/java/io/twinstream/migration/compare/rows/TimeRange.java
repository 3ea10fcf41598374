package io.twinstream.migration.compare.rows;

import java.io.Serializable;

/** From the least to the greatest of some times, none of which is null. */
final class TimeRange implements Serializable {
  private static final long serialVersionUID = 1L;

  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  void add(long time) {
    if (time != Flat.NO_TIME) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
  }

  void add(TimeRange other) {
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
  }

  boolean isEmpty() {
    return first > last;
  }

  /** Returns the least; only if there is one. */
  long first() {
    return first;
  }

  /** Returns the greatest; only if there is one. */
  long last() {
    return last;
  }

  /** Tells whether all of these times are later than all of the others. */
  boolean isAfter(TimeRange other) {
    return !isEmpty() && !other.isEmpty() && first > other.last;
  }
}
