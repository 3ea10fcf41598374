package io.twinstream.migration.compare.rows;

import io.twinstream.migration.compare.rows.Difference.Type;
import io.twinstream.migration.compare.rows.Layout.Compared;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks for what the differences of a tally have in common. */
final class Causes {
  /** A cause is named if it explains so much of what differs. */
  private static final double MOST = 0.9;

  /** Fewer rows than these show nothing by their direction alone. */
  private static final int FEWEST = 5;

  /** Over fewer steps, times may be apart by the same by chance. */
  private static final int SEVERAL = 3;

  private static final double ROUNDING = 1e-6;

  private final Layout layout;
  private final Tally tally;
  private final List<Cause> causes = new ArrayList<>();
  private final Values values;

  private Causes(Layout layout, Tally tally) {
    this.layout = layout;
    this.tally = tally;
    this.values = new Values(layout);
  }

  /** Returns what was found, the likeliest first; none if nothing differs. */
  static List<Cause> of(Layout layout, Tally tally) {
    Causes found = new Causes(layout, tally);
    if (tally.differing() > 0) {
      found.look();
    }
    return found.causes;
  }

  private void look() {
    shifted();
    if (causes.isEmpty()) {
      otherGrid();
    }
    if (causes.isEmpty()) {
      for (int i = 0; i < layout.values().size(); i++) {
        ofColumn(layout.values().get(i), tally.columns.get(i));
      }
    }
    duplicates();
    if (causes.stream().noneMatch(each -> each.kind() == RowsKind.SHIFTED_WINDOW)) {
      long cumulative =
          causes.stream()
              .filter(each -> each.kind() == RowsKind.CUMULATIVE)
              .mapToLong(Cause::rows)
              .max()
              .orElse(0);
      absent(Type.MISSING, Side.RIGHT, cumulative);
      absent(Type.EXTRA, Side.LEFT, cumulative);
    }
    if (causes.isEmpty()) {
      add(RowsKind.WRONG_VALUE, tally.count(Type.CHANGED), counts(), null);
    }
    causes.sort((a, b) -> Long.compare(b.rows(), a.rows()));
  }

  private void add(RowsKind kind, long rows, String explanation, String rule) {
    causes.add(new Cause(kind, explanation, rows, Optional.ofNullable(rule)));
  }

  private void shifted() {
    Optional<Map.Entry<Long, Long>> top = tally.shifts.top();
    if (top.isEmpty()) {
      return;
    }
    long most = Math.max(tally.left.shiftable, tally.right.shiftable);
    long least = Math.min(tally.left.shiftable, tally.right.shiftable);
    long rows = top.get().getValue();
    // What is before the first or behind the last of the other side has no counterpart.
    if (rows < 2 || rows < 0.8 * least || rows < 0.5 * most) {
      return;
    }
    long by = top.get().getKey();
    add(
        RowsKind.SHIFTED_WINDOW,
        tally.differing(),
        "the right has the rows of the left %s %s, %s of them: look at where windows start, at which time a row is given, and at time zones"
            .formatted(
                values.distance(Math.abs(by)), by > 0 ? "later" : "earlier", "%,d".formatted(rows)),
        "reduceByKeyAndWindow");
  }

  /** Windows of one length that begin at other times, and so hold other records. */
  private void otherGrid() {
    OptionalLong offset = tally.left.grid.offset(tally.right.grid);
    long step = tally.left.grid.step();
    if (offset.isEmpty() || !hasSeveral(tally.left, step) || !hasSeveral(tally.right, step)) {
      return;
    }
    add(
        RowsKind.SHIFTED_WINDOW,
        tally.differing(),
        "windows are %s apart on both sides, but those of the right start %s later: look at the startTime of window(), and at the time zone of whole days"
            .formatted(values.distance(step), values.distance(offset.getAsLong())),
        "reduceByKeyAndWindow");
  }

  private static boolean hasSeveral(Tally.Of of, long step) {
    return of.times.last() - of.times.first() >= SEVERAL * step;
  }

  private void ofColumn(Compared column, ColumnTally found) {
    if (cumulative(column, found)) {
      return;
    }
    if (found.differing == 0) {
      return;
    }
    if (column.kind() == ColumnKind.TIME) {
      moved(column, found);
    } else if (found.lower + found.higher == found.differing && !scaled(column, found)) {
      if (found.greatestRelative <= ROUNDING) {
        add(
            RowsKind.ROUNDED,
            found.differing,
            "'%s' differs by at most %s, in the last digits: floating-point sums depend on the order of their parts; sum decimals or whole cents, or compare with a tolerance of %s"
                .formatted(
                    column.name(),
                    Numbers.canonical(found.greatestAbsolute),
                    Numbers.canonical(ceiling(found.greatestAbsolute))),
            null);
      } else {
        oneSided(column, found);
      }
    }
  }

  private boolean cumulative(Compared column, ColumnTally found) {
    for (Side side : Side.values()) {
      long sums = found.cumulative[side.ordinal()];
      long ofSide = tally.of(side).differing;
      if (sums >= 2 && sums >= MOST * ofSide) {
        add(
            RowsKind.CUMULATIVE,
            sums,
            side == Side.RIGHT
                ? "'%s' of the right is the sum of the left's since the beginning, in %,d of %,d rows: groupBy on a stream keeps state; apply it to each micro-batch (foreachBatch), or to a window"
                    .formatted(column.name(), sums, ofSide)
                : "'%s' of the left is the sum of the right's since the beginning, in %,d of %,d rows: the right forgets what the left keeps as state; aggregate the stream, not each micro-batch"
                    .formatted(column.name(), sums, ofSide),
            side == Side.RIGHT ? "reduceByKey" : "updateStateByKey");
        return true;
      }
    }
    return false;
  }

  private void moved(Compared column, ColumnTally found) {
    found
        .deltas
        .top()
        .filter(top -> top.getValue() >= MOST * found.differing)
        .ifPresent(
            top -> {
              long micros = top.getKey().longValue();
              boolean isZone = micros % 900_000_000L == 0;
              add(
                  RowsKind.SHIFTED_TIME,
                  top.getValue(),
                  "'%s' of the right is %s %s, in %,d of %,d rows that differ there: %s"
                      .formatted(
                          column.name(),
                          Values.micros(Math.abs(micros)),
                          micros > 0 ? "later" : "earlier",
                          top.getValue(),
                          found.differing,
                          isZone
                              ? "a time zone; look at how times without one are read and written"
                              : "look at which time the row is given"),
                  null);
            });
  }

  private boolean scaled(Compared column, ColumnTally found) {
    Optional<Map.Entry<BigDecimal, Long>> top =
        found.ratios.top().filter(each -> each.getValue() >= MOST * found.differing);
    boolean isNear =
        top.isEmpty()
            || top.get().getKey().signum() <= 0
            || top.get().getKey().subtract(BigDecimal.ONE).abs().doubleValue() <= ROUNDING;
    if (isNear || found.differing < 2) {
      return false;
    }
    BigDecimal ratio = top.get().getKey();
    boolean isCount = isSmallWhole(ratio);
    boolean isPart = !isCount && isSmallWhole(inverse(ratio));
    add(
        isCount || isPart ? RowsKind.DOUBLE_COUNTED : RowsKind.SCALED,
        top.get().getValue(),
        "'%s' of the right is %s times that of the left, in %,d of %,d rows that differ there: %s"
            .formatted(
                column.name(),
                Numbers.canonical(ratio),
                top.get().getValue(),
                found.differing,
                isCount
                    ? "input that is counted several times, by a join, an overlapping window or records that are read again"
                    : isPart
                        ? "the left counts its input several times, or the right sees a part of it"
                        : "another unit (cents, seconds or milliseconds), or a sample"),
        isCount ? "join" : null);
    return true;
  }

  private static boolean isSmallWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0
        && number.compareTo(BigDecimal.ONE) > 0
        && number.compareTo(BigDecimal.TEN) < 0;
  }

  private static BigDecimal inverse(BigDecimal number) {
    return BigDecimal.ONE.divide(number, 9, java.math.RoundingMode.HALF_EVEN);
  }

  private void oneSided(Compared column, ColumnTally found) {
    if (found.differing < FEWEST || Math.min(found.lower, found.higher) > 0) {
      return;
    }
    boolean isLower = found.lower > 0;
    add(
        isLower ? RowsKind.LOWER : RowsKind.HIGHER,
        found.differing,
        isLower
            ? "'%s' of the right is lower in all %,d rows that differ there: records that came too late for its watermark, were lost, or are filtered; the left keeps all that arrive"
                .formatted(column.name(), found.differing)
            : "'%s' of the right is higher in all %,d rows that differ there: records that were read again after a restart, late records that the left does not count, or a lost filter"
                .formatted(column.name(), found.differing),
        isLower && layout.time().isPresent() ? "reduceByKeyAndWindow" : "foreachRDD");
  }

  private void duplicates() {
    long more = tally.count(Type.MORE);
    long fewer = tally.count(Type.FEWER);
    if (more > 0) {
      boolean isAll = tally.doubled == more && tally.doubled == tally.equal;
      add(
          RowsKind.DUPLICATE_ROW,
          more,
          "the right has %s more often than the left%s: a batch or a join that runs twice, or an output that is not idempotent; write with the batch id as a key"
              .formatted(rows(more), isAll ? ", each of them exactly twice" : ""),
          "foreachRDD");
    }
    if (fewer > 0) {
      add(
          RowsKind.DUPLICATE_ROW,
          fewer,
          "the left has %s more often than the right: the left wrote a batch twice, or the right removes duplicates"
              .formatted(rows(fewer)),
          "foreachRDD");
    }
  }

  /** Rows that one side has not: at one end of the times, or all over. */
  private void absent(Type type, Side lacking, long cumulative) {
    long count = tally.count(type);
    if (count == 0 || (type == Type.EXTRA && count <= cumulative)) {
      return;
    }
    TimeRange absent = tally.times.get(type);
    TimeRange there = tally.of(lacking).times;
    String side = lacking.toString();
    String where;
    if (tally.of(lacking).read == 0) {
      where = "the %s is empty".formatted(side);
    } else if (absent.isAfter(there)) {
      where =
          "all of them later than its last, at %s: it stopped early, or is behind"
              .formatted(values.time(there.last()));
    } else if (there.isAfter(absent)) {
      where =
          "all of them earlier than its first, at %s: it began later, or without the older records"
              .formatted(values.time(there.first()));
    } else {
      where =
          layout.time().isEmpty() || absent.isEmpty()
              ? "look at filters, inner joins, null keys and lost batches"
              : "from %s to %s, among others that it has: look at filters, inner joins, null keys and lost batches"
                  .formatted(values.time(absent.first()), values.time(absent.last()));
    }
    add(
        type == Type.MISSING ? RowsKind.MISSING_ROW : RowsKind.EXTRA_ROW,
        count,
        "the %s lacks %s of the %s, %s".formatted(side, rows(count), lacking.other(), where),
        null);
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : "%,d rows".formatted(count);
  }

  private String counts() {
    return "%s with other values, which have nothing in common that is known: look at the rule itself"
        .formatted(rows(tally.count(Type.CHANGED)));
  }

  private static BigDecimal ceiling(BigDecimal number) {
    return number.round(new java.math.MathContext(1, java.math.RoundingMode.UP));
  }
}
