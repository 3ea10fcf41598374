package io.twinstream.migration.compare.rows;

import io.twinstream.migration.compare.rows.Difference.Type;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a comparison has found, of one partition or of all; its size does not depend on the rows.
 */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many rows of each type are kept to be shown. */
  static final int SHOWN = 20;

  /** How many keys that are not unique are named. */
  static final int NAMED = 5;

  /** What is counted of one side. */
  static final class Of implements Serializable {
    private static final long serialVersionUID = 1L;

    /** All that were read. */
    long read;

    /** Of a topic: rows that a later one of their key replaces. */
    long replaced;

    /** In windows that are not complete on both sides. */
    long leftOut;

    /** What was compared. */
    long rows;

    /** Rows that the other side has not, or has differently. */
    long differing;

    /** Those of them that can be looked for at other times. */
    long shiftable;

    long nonUnique;
    final ArrayList<Difference> nonUniqueKeys = new ArrayList<>();

    /** Keys of a topic that stand in several partitions. */
    long acrossPartitions;

    final TimeRange times = new TimeRange();
    final TimeGrid grid = new TimeGrid();

    private void add(Of other) {
      read += other.read;
      replaced += other.replaced;
      leftOut += other.leftOut;
      rows += other.rows;
      differing += other.differing;
      shiftable += other.shiftable;
      nonUnique += other.nonUnique;
      other.nonUniqueKeys.stream()
          .limit(Math.max(0, NAMED - nonUniqueKeys.size()))
          .forEach(nonUniqueKeys::add);
      acrossPartitions += other.acrossPartitions;
      times.add(other.times);
      grid.add(other.grid);
    }
  }

  final Of left = new Of();
  final Of right = new Of();
  long equal;

  /** Rows of each type; copies count. */
  final EnumMap<Type, Long> counts = new EnumMap<>(Type.class);

  /** Rows that one side has exactly twice as often as the other. */
  long doubled;

  /** When rows of each type are. */
  final EnumMap<Type, TimeRange> times = new EnumMap<>(Type.class);

  final EnumMap<Type, TreeSet<Difference>> shown = new EnumMap<>(Type.class);
  final ArrayList<ColumnTally> columns = new ArrayList<>();

  /** By how much later a differing row of the left is found on the right. */
  final Frequent<Long> shifts = new Frequent<>();

  /** Keys of which so many rows differ that only some of them were paired. */
  long crowded;

  Tally(int width) {
    for (Type type : Type.values()) {
      counts.put(type, 0L);
      times.put(type, new TimeRange());
      shown.put(type, new TreeSet<>(new Difference.Order()));
    }
    for (int i = 0; i < width; i++) {
      columns.add(new ColumnTally());
    }
  }

  Of of(Side side) {
    return side == Side.LEFT ? left : right;
  }

  long count(Type type) {
    return counts.get(type);
  }

  /** Returns how many rows differ. */
  long differing() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  void add(Difference difference) {
    counts.merge(difference.type(), Math.max(1, difference.copies()), Long::sum);
    times.get(difference.type()).add(difference.time());
    keep(difference);
  }

  Tally add(Tally other) {
    left.add(other.left);
    right.add(other.right);
    equal += other.equal;
    doubled += other.doubled;
    other.counts.forEach((type, count) -> counts.merge(type, count, Long::sum));
    for (Map.Entry<Type, TimeRange> each : other.times.entrySet()) {
      times.get(each.getKey()).add(each.getValue());
    }
    other.shown.values().forEach(these -> these.forEach(this::keep));
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).add(other.columns.get(i));
    }
    shifts.add(other.shifts);
    crowded += other.crowded;
    return this;
  }

  private void keep(Difference difference) {
    TreeSet<Difference> kept = shown.get(difference.type());
    if (kept.size() < SHOWN || kept.comparator().compare(difference, kept.last()) < 0) {
      kept.add(difference);
      if (kept.size() > SHOWN) {
        kept.pollLast();
      }
    }
  }
}
