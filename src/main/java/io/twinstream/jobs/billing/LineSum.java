package io.twinstream.jobs.billing;

import io.twinstream.jobs.Sums;
import java.io.Serializable;

/**
 * What a line of an invoice adds up to, or by how much it changes. A bean, for {@code
 * Encoders.bean}.
 */
public final class LineSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private long dayStart;
  private String account;
  private String kind;
  private long events;
  private long quantity;

  /** Of no row by itself: a run before has written it. No property: the port does not ask. */
  private boolean isWritten;

  /** For {@code Encoders.bean}. */
  public LineSum() {}

  private LineSum(
      long dayStart, String account, String kind, long events, long quantity, boolean isWritten) {
    this.dayStart = dayStart;
    this.account = account;
    this.kind = kind;
    this.events = events;
    this.quantity = quantity;
    this.isWritten = isWritten;
  }

  /** Returns what an event adds; nothing if it is cancelled. */
  static LineSum of(Charge charge) {
    return new LineSum(
        charge.getDayStart(),
        charge.getAccount(),
        charge.getKind(),
        charge.getQuantity() > 0 ? 1 : 0,
        charge.getQuantity(),
        charge.isBrought());
  }

  /** Returns what takes this away. */
  LineSum negated() {
    return new LineSum(dayStart, account, kind, -events, -quantity, isWritten);
  }

  /** Returns both as one, of the same line; their order does not matter. */
  LineSum and(LineSum other) {
    return new LineSum(
        dayStart,
        account,
        kind,
        Sums.add(events, other.events),
        Sums.add(quantity, other.quantity),
        isWritten && other.isWritten);
  }

  /** Tells whether both are of one day, account and kind. */
  boolean isOfSameLine(LineSum other) {
    return dayStart == other.dayStart && account.equals(other.account) && kind.equals(other.kind);
  }

  /** Tells whether it changes nothing. */
  boolean isNothing() {
    return events == 0 && quantity == 0;
  }

  /** Tells whether a run before has written all of it. */
  boolean isWrittenBefore() {
    return isWritten;
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
}
