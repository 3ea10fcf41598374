package io.twinstream.jobs.orderrevenue;

import java.io.Serializable;
import java.util.Objects;

/** What a category has earned in a window so far; a bean. */
public final class Revenue implements Serializable {
  private static final long serialVersionUID = 1L;

  private long windowStart;
  private long windowEnd;
  private String category;
  private long orders;
  private long revenueCents;

  public Revenue() {}

  public Revenue(
      long windowStart, long windowEnd, String category, long orders, long revenueCents) {
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.category = category;
    this.orders = orders;
    this.revenueCents = revenueCents;
  }

  public long getWindowStart() {
    return windowStart;
  }

  public void setWindowStart(long windowStart) {
    this.windowStart = windowStart;
  }

  public long getWindowEnd() {
    return windowEnd;
  }

  public void setWindowEnd(long windowEnd) {
    this.windowEnd = windowEnd;
  }

  public String getCategory() {
    return category;
  }

  public void setCategory(String category) {
    this.category = category;
  }

  public long getOrders() {
    return orders;
  }

  public void setOrders(long orders) {
    this.orders = orders;
  }

  public long getRevenueCents() {
    return revenueCents;
  }

  public void setRevenueCents(long revenueCents) {
    this.revenueCents = revenueCents;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Revenue that
        && windowStart == that.windowStart
        && windowEnd == that.windowEnd
        && category.equals(that.category)
        && orders == that.orders
        && revenueCents == that.revenueCents;
  }

  @Override
  public int hashCode() {
    return Objects.hash(windowStart, windowEnd, category, orders, revenueCents);
  }

  @Override
  public String toString() {
    return "%d..%d %s: %d orders, %d cents"
        .formatted(windowStart, windowEnd, category, orders, revenueCents);
  }
}
