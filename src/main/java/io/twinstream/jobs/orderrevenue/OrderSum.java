package io.twinstream.jobs.orderrevenue;

import io.twinstream.jobs.Sums;
import java.io.Serializable;

/** Orders of a window and category, added up. An ordinary class, as Kryo reads no records. */
final class OrderSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long orders;
  private final long cents;
  private final boolean isNew;

  OrderSum(long orders, long cents, boolean isNew) {
    this.orders = orders;
    this.cents = cents;
    this.isNew = isNew;
  }

  /** Returns the sum of one order. */
  static OrderSum of(Order order) {
    return new OrderSum(1, order.cents(), order.isNew());
  }

  /** Returns both as one; new if one of them is. */
  OrderSum plus(OrderSum other) {
    return new OrderSum(
        Sums.add(orders, other.orders), Sums.add(cents, other.cents), isNew || other.isNew);
  }

  /** Returns how many there are. */
  long orders() {
    return orders;
  }

  /** Returns what they cost together. */
  long cents() {
    return cents;
  }

  /** Tells whether one of them was not counted by an earlier run. */
  boolean isNew() {
    return isNew;
  }
}
