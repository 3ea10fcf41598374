package io.twinstream.migration.compare.follow;

import io.twinstream.migration.compare.rows.Layout;
import io.twinstream.migration.compare.rows.Side;
import java.util.Arrays;
import java.util.List;

/**
 * What both sides have of a key; of a log, of a key and values.
 *
 * <p>Moments are those of ticks, in epoch milliseconds; 0 is never.
 */
final class Entry {
  /** What one side has. */
  static final class Half {
    /** How often it is there; of a table 0 or 1. */
    long count;

    /** When a scan found it new, changed or gone; 0 where it was never there. */
    long changedAt;

    /** Whether the other side had come past its time already when it was found. */
    boolean wasPassed;

    /** Of a topic. */
    int partition;

    long arrived;

    /** Of a table; null where it is not there. */
    String[] values;

    boolean isThere() {
      return count > 0;
    }
  }

  final Half left = new Half();
  final Half right = new Half();
  Status status = Status.GONE;
  private Status stored = Status.GONE;

  /** Whether it was called different since it matched. */
  boolean isReported;

  /** Since when it differs. */
  long openSince;

  Half half(Side side) {
    return side == Side.LEFT ? left : right;
  }

  boolean isEqual(Layout layout) {
    if (left.count != right.count) {
      return false;
    }
    return layout.isLog() || left.isThere() && layout.areEqual(left.values, right.values);
  }

  /** Returns how the sides differ; only if they do. */
  Kind kind() {
    if (!left.isThere()) {
      return Kind.MISSING_LEFT;
    }
    if (!right.isThere()) {
      return Kind.MISSING_RIGHT;
    }
    return left.count > right.count
        ? Kind.MORE_LEFT
        : left.count < right.count ? Kind.MORE_RIGHT : Kind.CHANGED;
  }

  boolean isGone() {
    return !left.isThere() && !right.isThere();
  }

  /** Returns the status that it had when it was read from the store. */
  Status storedStatus() {
    return stored;
  }

  /** Returns when either side changed last. */
  long changedAt() {
    return Math.max(left.changedAt, right.changedAt);
  }

  byte[] bytes() {
    Packed.Writer packed = new Packed.Writer();
    packed.number(left.count).number(right.count);
    packed.number(status.ordinal()).number(isReported ? 1 : 0).number(openSince);
    boolean isSame = left.values != null && Arrays.equals(left.values, right.values);
    packed.number(isSame ? 1 : 0);
    for (Half half : List.of(left, right)) {
      packed.number(half.changedAt).number(half.wasPassed ? 1 : 0);
      packed.number(half.partition).number(half.arrived);
      if (half == left || !isSame) {
        packed.number(half.values == null ? 0 : 1);
        if (half.values != null) {
          packed.texts(half.values);
        }
      }
    }
    return packed.bytes();
  }

  static Entry of(byte[] bytes) {
    Packed.Reader packed = new Packed.Reader(bytes);
    Entry entry = new Entry();
    entry.left.count = packed.number();
    entry.right.count = packed.number();
    entry.status = Status.values()[(int) packed.number()];
    entry.stored = entry.status;
    entry.isReported = packed.number() == 1;
    entry.openSince = packed.number();
    boolean isSame = packed.number() == 1;
    for (Half half : List.of(entry.left, entry.right)) {
      half.changedAt = packed.number();
      half.wasPassed = packed.number() == 1;
      half.partition = (int) packed.number();
      half.arrived = packed.number();
      if (half == entry.right && isSame) {
        half.values = entry.left.values;
      } else if (packed.number() == 1) {
        half.values = packed.texts();
      }
    }
    return entry;
  }

  /** Tells from the bytes of an entry whether a side has it. */
  static boolean isThere(byte[] bytes, Side side) {
    Packed.Reader packed = new Packed.Reader(bytes);
    long onLeft = packed.number();
    return (side == Side.LEFT ? onLeft : packed.number()) > 0;
  }
}
