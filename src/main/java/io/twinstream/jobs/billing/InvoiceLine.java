package io.twinstream.jobs.billing;

import java.io.Serializable;
import java.util.Objects;

/**
 * A line of an invoice: {@code dayStart}, the beginning of the day in UTC, epoch ms; {@code
 * account}; {@code kind} of what was done; {@code events}, how many, without those that were
 * cancelled; {@code quantity}, their sum; {@code cents}, what that costs. A line whose events were
 * all moved or cancelled is 0.
 */
public final class InvoiceLine implements Serializable {
  private static final long serialVersionUID = 1L;

  private long dayStart;
  private String account;
  private String kind;
  private long events;
  private long quantity;
  private long cents;

  /** For {@code Encoders.bean}. */
  public InvoiceLine() {}

  public InvoiceLine(
      long dayStart, String account, String kind, long events, long quantity, long cents) {
    this.dayStart = dayStart;
    this.account = account;
    this.kind = kind;
    this.events = events;
    this.quantity = quantity;
    this.cents = cents;
  }

  public long getDayStart() {
    return dayStart;
  }

  public void setDayStart(long dayStart) {
    this.dayStart = dayStart;
  }

  public String getAccount() {
    return account;
  }

  public void setAccount(String account) {
    this.account = account;
  }

  public String getKind() {
    return kind;
  }

  public void setKind(String kind) {
    this.kind = kind;
  }

  public long getEvents() {
    return events;
  }

  public void setEvents(long events) {
    this.events = events;
  }

  public long getQuantity() {
    return quantity;
  }

  public void setQuantity(long quantity) {
    this.quantity = quantity;
  }

  public long getCents() {
    return cents;
  }

  public void setCents(long cents) {
    this.cents = cents;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InvoiceLine that
        && dayStart == that.dayStart
        && Objects.equals(account, that.account)
        && Objects.equals(kind, that.kind)
        && events == that.events
        && quantity == that.quantity
        && cents == that.cents;
  }

  @Override
  public int hashCode() {
    return Objects.hash(dayStart, account, kind, events, quantity, cents);
  }

  @Override
  public String toString() {
    return "%d %s %s: %d events, %d, %d cents"
        .formatted(dayStart, account, kind, events, quantity, cents);
  }
}
