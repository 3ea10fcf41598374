package io.twinstream.migration.compare.rows;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of the rows of one key while its times are walked through: sums so far, and
 * the last rows that differ.
 */
final class Entity {
  private static final int REMEMBERED = 64;

  /** A row that differs, with the times in it as distances from that of its key. */
  private record Moved(long time, String[] values) {}

  final String[] key;
  private final Layout layout;
  private final Tally tally;
  private final BigDecimal[][] sums;
  private final List<Deque<Moved>> differing = List.of(new ArrayDeque<>(), new ArrayDeque<>());

  Entity(String[] key, Layout layout, Tally tally) {
    this.key = key;
    this.layout = layout;
    this.tally = tally;
    this.sums = new BigDecimal[Side.values().length][layout.values().size()];
  }

  /** Adds a row to the sums of its side. */
  void sum(Side side, String[] values) {
    if (layout.time().isEmpty() && !layout.isLog()) {
      return;
    }
    BigDecimal[] so = sums[side.ordinal()];
    for (int i = 0; i < values.length; i++) {
      ColumnKind kind = layout.values().get(i).kind();
      if (kind == ColumnKind.NUMBER || kind == ColumnKind.UNTYPED) {
        BigDecimal number = Numbers.parse(values[i]).orElse(BigDecimal.ZERO);
        so[i] = so[i] == null ? number : so[i].add(number);
      }
    }
  }

  /** Counts the values of a differing row that are the sum of the other side's so far. */
  void countCumulative(Side side, String[] values) {
    BigDecimal[] others = sums[side.other().ordinal()];
    for (int i = 0; i < values.length; i++) {
      if (others[i] != null) {
        Optional<BigDecimal> number = Numbers.parse(values[i]);
        if (number.isPresent() && number.get().compareTo(others[i]) == 0) {
          tally.columns.get(i).cumulative[side.ordinal()]++;
        }
      }
    }
  }

  /** Tells whether one of these rows has in that column what a side's rows sum up to. */
  boolean hasSum(Side side, int column, List<String[]> rows) {
    BigDecimal sum = sums[side.ordinal()][column];
    return sum != null
        && rows.stream()
            .anyMatch(
                row ->
                    Numbers.parse(row[column])
                        .filter(number -> number.compareTo(sum) == 0)
                        .isPresent());
  }

  /** Looks for a differing row among those of the other side at other times. */
  void countShifts(Side side, long time, String[] values) {
    if (layout.time().isEmpty() || time == Flat.NO_TIME) {
      return;
    }
    Moved moved = new Moved(time, withoutTime(time, values));
    tally.of(side).shiftable++;
    for (Moved other : differing.get(side.other().ordinal())) {
      if (Arrays.equals(moved.values, other.values)) {
        long later = side == Side.RIGHT ? time - other.time : other.time - time;
        if (later != 0) {
          tally.shifts.add(later);
        }
      }
    }
    Deque<Moved> mine = differing.get(side.ordinal());
    mine.add(moved);
    if (mine.size() > REMEMBERED) {
      mine.remove();
    }
  }

  private String[] withoutTime(long time, String[] values) {
    String[] without = values.clone();
    for (int i = 0; i < values.length; i++) {
      if (layout.movesWithTime(i)) {
        without[i] =
            Numbers.parse(values[i])
                .map(number -> Numbers.canonical(number.subtract(BigDecimal.valueOf(time))))
                .orElse(values[i]);
      }
    }
    return without;
  }
}
