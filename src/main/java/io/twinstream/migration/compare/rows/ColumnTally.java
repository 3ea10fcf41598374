package io.twinstream.migration.compare.rows;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** What the differing values of one column have in common. */
final class ColumnTally implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final MathContext RATIO = new MathContext(12, RoundingMode.HALF_EVEN);

  long differing;
  long lower;
  long higher;

  /** Differing rows whose value is the sum of the other side's up to there. */
  final long[] cumulative = new long[Side.values().length];

  double greatestRelative;
  BigDecimal greatestAbsolute = BigDecimal.ZERO;
  final Frequent<BigDecimal> deltas = new Frequent<>();
  final Frequent<BigDecimal> ratios = new Frequent<>();

  /** Takes a pair of values that differ. */
  void add(String left, String right) {
    differing++;
    Optional<BigDecimal> one = Numbers.parse(left);
    Optional<BigDecimal> other = Numbers.parse(right);
    if (one.isEmpty() || other.isEmpty()) {
      greatestRelative = Double.POSITIVE_INFINITY;
      return;
    }
    BigDecimal delta = other.get().subtract(one.get());
    if (delta.signum() < 0) {
      lower++;
    } else {
      higher++;
    }
    BigDecimal absolute = delta.abs();
    greatestAbsolute = greatestAbsolute.max(absolute);
    BigDecimal size = one.get().abs().max(other.get().abs());
    greatestRelative = Math.max(greatestRelative, absolute.divide(size, RATIO).doubleValue());
    deltas.add(delta.stripTrailingZeros());
    if (one.get().signum() != 0) {
      ratios.add(other.get().divide(one.get(), RATIO).stripTrailingZeros());
    }
  }

  void add(ColumnTally other) {
    differing += other.differing;
    lower += other.lower;
    higher += other.higher;
    for (Side side : Side.values()) {
      cumulative[side.ordinal()] += other.cumulative[side.ordinal()];
    }
    greatestRelative = Math.max(greatestRelative, other.greatestRelative);
    greatestAbsolute = greatestAbsolute.max(other.greatestAbsolute);
    deltas.add(other.deltas);
    ratios.add(other.ratios);
  }
}
