package io.twinstream.jobs;

import io.twinstream.jobs.engine.StructuredSums;

/**
 * Sums that never end a run: one that is too great for a long stays at the greatest there is, and
 * so in both engines, {@link StructuredSums}. Of numbers that are not negative the order does not
 * matter.
 */
public final class Sums {
  private Sums() {}

  /** Returns the sum, or {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE} where that is nearer. */
  public static long add(long one, long other) {
    long sum = one + other;
    boolean isOverflow = ((one ^ sum) & (other ^ sum)) < 0;
    return isOverflow ? (one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  /** Returns the sum of two counts, neither negative, or {@link Integer#MAX_VALUE}. */
  public static int add(int one, int other) {
    return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
  }
}
