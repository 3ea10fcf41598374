package io.twinstream.migration.compare.rows;

import io.twinstream.migration.compare.rows.Difference.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Goes through the rows of both sides, which are sorted by key, time and, as a table, by side and
 * order, as a log, by values and side; holds the rows of no more than one key and time.
 */
final class Walk {
  /** As many differing rows of one key and time are paired; the others are only counted. */
  private static final int PAIRED = 2_000;

  private final Layout layout;
  private final Cut cut;
  private final Tally tally;
  private Entity entity;

  private Walk(Layout layout, Cut cut) {
    this.layout = layout;
    this.cut = cut;
    this.tally = new Tally(layout.values().size());
  }

  /** Returns what the rows show; those of a key are all among them. */
  static Tally through(Iterator<Flat> rows, Layout layout, Cut cut) {
    Walk walk = new Walk(layout, cut);
    Flat next = rows.hasNext() ? rows.next() : null;
    while (next != null) {
      if (walk.entity == null || !Arrays.equals(walk.entity.key, next.key())) {
        walk.entity = new Entity(next.key(), layout, walk.tally);
      }
      Group group = layout.isLog() ? walk.new Log(next.time()) : walk.new Table(next.time());
      long time = next.time();
      while (next != null && next.time() == time && walk.isOfEntity(next)) {
        walk.count(next);
        group.add(next);
        next = rows.hasNext() ? rows.next() : null;
      }
      group.end();
    }
    return walk.tally;
  }

  private boolean isOfEntity(Flat row) {
    return Arrays.equals(entity.key, row.key());
  }

  private void count(Flat row) {
    Tally.Of of = tally.of(row.side());
    of.read++;
    of.times.add(row.time());
    of.grid.add(row.time());
  }

  private void differ(Type type, long time, String[] left, String[] right, long copies) {
    tally.add(new Difference(type, time, entity.key, left, right, copies));
    if (left != null && right == null) {
      look(Side.LEFT, time, left);
    } else if (right != null && left == null) {
      look(Side.RIGHT, time, right);
    } else if (type == Type.CHANGED) {
      look(Side.LEFT, time, left);
      look(Side.RIGHT, time, right);
      for (int i = 0; i < left.length; i++) {
        if (!layout.values().get(i).isEqual(left[i], right[i])) {
          tally.columns.get(i).add(left[i], right[i]);
        }
      }
    }
  }

  private void look(Side side, long time, String[] values) {
    tally.of(side).differing++;
    entity.countShifts(side, time, values);
    if (layout.time().isPresent()) {
      entity.countCumulative(side, values);
    }
  }

  /** The rows of one key and time. */
  private interface Group {
    void add(Flat row);

    void end();
  }

  /** Of which one row counts. */
  private final class Table implements Group {
    private final long time;
    private final Flat[] last = new Flat[Side.values().length];

    Table(long time) {
      this.time = time;
    }

    @Override
    public void add(Flat row) {
      int side = row.side().ordinal();
      Tally.Of of = tally.of(row.side());
      Flat before = last[side];
      if (before == null) {
        last[side] = row;
        return;
      }
      boolean isSame = Arrays.equals(before.values(), row.values());
      boolean isOrdered =
          layout.hasOrder()[side]
              && (before.partition() != row.partition() || before.order() != row.order() || isSame);
      if (!isOrdered) {
        of.nonUnique++;
        if (of.nonUniqueKeys.size() < Tally.NAMED) {
          of.nonUniqueKeys.add(new Difference(Type.CHANGED, time, row.key(), null, null, 0));
        }
        return;
      }
      of.replaced++;
      if (before.partition() != row.partition()) {
        of.acrossPartitions++;
      }
      if (before.partition() == row.partition() || row.arrived() >= before.arrived()) {
        last[side] = row;
      }
    }

    @Override
    public void end() {
      Flat left = last[Side.LEFT.ordinal()];
      Flat right = last[Side.RIGHT.ordinal()];
      for (Flat row : last) {
        if (row != null) {
          entity.sum(row.side(), row.values());
          Tally.Of of = tally.of(row.side());
          if (cut.leavesOut(time)) {
            of.leftOut++;
          } else {
            of.rows++;
          }
        }
      }
      if (cut.leavesOut(time)) {
        return;
      }
      if (right == null) {
        differ(Type.MISSING, time, left.values(), null, 1);
      } else if (left == null) {
        differ(Type.EXTRA, time, null, right.values(), 1);
      } else if (layout.areEqual(left.values(), right.values())) {
        tally.equal++;
      } else {
        differ(Type.CHANGED, time, left.values(), right.values(), 1);
      }
    }
  }

  /** Of which every row counts. */
  private final class Log implements Group {
    private final long time;
    private final List<List<String[]>> unmatched = List.of(new ArrayList<>(), new ArrayList<>());
    private final long[] copies = new long[Side.values().length];
    private String[] current;
    private boolean isCrowded;

    Log(long time) {
      this.time = time;
    }

    @Override
    public void add(Flat row) {
      if (current == null || !Arrays.equals(current, row.values())) {
        match();
        current = row.values();
      }
      copies[row.side().ordinal()]++;
      entity.sum(row.side(), row.values());
      Tally.Of of = tally.of(row.side());
      if (cut.leavesOut(time)) {
        of.leftOut++;
      } else {
        of.rows++;
      }
    }

    /** Takes the equal rows of both sides together. */
    private void match() {
      long left = copies[Side.LEFT.ordinal()];
      long right = copies[Side.RIGHT.ordinal()];
      Arrays.fill(copies, 0);
      if (cut.leavesOut(time)) {
        return;
      }
      long both = Math.min(left, right);
      tally.equal += both;
      if (both > 0 && left != right) {
        boolean isMore = right > left;
        differ(isMore ? Type.MORE : Type.FEWER, time, current, current, Math.abs(left - right));
        if (Math.max(left, right) == 2 * both) {
          tally.doubled += both;
        }
      } else if (both == 0) {
        keep(Side.LEFT, left);
        keep(Side.RIGHT, right);
      }
    }

    private void keep(Side side, long times) {
      List<String[]> kept = unmatched.get(side.ordinal());
      for (long i = 0; i < times; i++) {
        if (kept.size() < PAIRED) {
          kept.add(current);
        } else {
          isCrowded = true;
          alone(side, current);
        }
      }
    }

    private void alone(Side side, String[] values) {
      if (side == Side.LEFT) {
        differ(Type.MISSING, time, values, null, 1);
      } else {
        differ(Type.EXTRA, time, null, values, 1);
      }
    }

    @Override
    public void end() {
      match();
      List<String[]> left = unmatched.get(Side.LEFT.ordinal());
      List<String[]> right = unmatched.get(Side.RIGHT.ordinal());
      if (layout.hasTolerance()) {
        takeWithinTolerance(left, right);
      }
      if (layout.time().isEmpty()) {
        countTotals(Side.RIGHT, right);
        countTotals(Side.LEFT, left);
      }
      int pairs = Math.min(left.size(), right.size());
      for (int i = 0; i < pairs; i++) {
        differ(Type.CHANGED, time, left.get(i), right.get(i), 1);
      }
      left.subList(pairs, left.size()).forEach(row -> alone(Side.LEFT, row));
      right.subList(pairs, right.size()).forEach(row -> alone(Side.RIGHT, row));
      if (isCrowded) {
        tally.crowded++;
      }
    }

    private void takeWithinTolerance(List<String[]> left, List<String[]> right) {
      for (Iterator<String[]> mine = left.iterator(); mine.hasNext(); ) {
        String[] row = mine.next();
        for (int i = 0; i < right.size(); i++) {
          if (layout.areEqual(row, right.get(i))) {
            mine.remove();
            right.remove(i);
            tally.equal++;
            break;
          }
        }
      }
    }

    /**
     * Without times a side is cumulative where its greatest value is the sum of the other's: the
     * other rows of the key are what it was before.
     */
    private void countTotals(Side side, List<String[]> rows) {
      for (int i = 0; i < tally.columns.size(); i++) {
        if (entity.hasSum(side.other(), i, rows)) {
          tally.columns.get(i).cumulative[side.ordinal()] += rows.size();
        }
      }
    }
  }
}
