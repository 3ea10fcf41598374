package io.twinstream.jobs.orderrevenue;

import java.io.Serializable;
import java.sql.Timestamp;

/** An order as one of its windows sees it; a bean. */
public final class OrderInWindow implements Serializable {
  private static final long serialVersionUID = 1L;

  private String orderId;
  private String category;
  private long cents;
  private long windowStart;
  private Timestamp windowEnd;

  public OrderInWindow() {}

  OrderInWindow(Order order, OrderRevenue.Window window) {
    orderId = order.orderId();
    category = order.category();
    cents = order.cents();
    windowStart = window.start();
    windowEnd = new Timestamp(window.end());
  }

  public String getOrderId() {
    return orderId;
  }

  public void setOrderId(String orderId) {
    this.orderId = orderId;
  }

  public String getCategory() {
    return category;
  }

  public void setCategory(String category) {
    this.category = category;
  }

  public long getCents() {
    return cents;
  }

  public void setCents(long cents) {
    this.cents = cents;
  }

  public long getWindowStart() {
    return windowStart;
  }

  public void setWindowStart(long windowStart) {
    this.windowStart = windowStart;
  }

  public Timestamp getWindowEnd() {
    return windowEnd;
  }

  public void setWindowEnd(Timestamp windowEnd) {
    this.windowEnd = windowEnd;
  }
}
