package io.twinstream.jobs.orderrevenue;

import java.io.Serializable;

/** An order that can be counted. */
final class Order implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String orderId;
  private final String category;
  private final long cents;
  private final long atMillis;
  private final boolean isNew;

  public Order(String orderId, String category, long cents, long atMillis) {
    this(orderId, category, cents, atMillis, true);
  }

  private Order(String orderId, String category, long cents, long atMillis, boolean isNew) {
    this.orderId = orderId;
    this.category = category;
    this.cents = cents;
    this.atMillis = atMillis;
    this.isNew = isNew;
  }

  /** Returns the same as one that an earlier run has counted. */
  Order counted() {
    return new Order(orderId, category, cents, atMillis, false);
  }

  /** Returns the one of two with the same id that counts: one that was counted before. */
  Order orCounted(Order again) {
    return again.isNew ? this : again;
  }

  /** Tells whether no earlier run has counted it. */
  boolean isNew() {
    return isNew;
  }

  /** Returns what tells it from every other order. */
  public String orderId() {
    return orderId;
  }

  /** Returns the category, not empty. */
  public String category() {
    return category;
  }

  /** Returns the amount in cents, 0 or more. */
  public long cents() {
    return cents;
  }

  /** Returns when it was made, epoch milliseconds. */
  public long atMillis() {
    return atMillis;
  }
}
