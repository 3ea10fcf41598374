package io.twinstream.jobs.billing;

import java.io.Serializable;
import java.util.Comparator;

/**
 * What a revision of an event asks to be billed; the newest is the state of that event. A bean, for
 * {@code Encoders.bean}.
 *
 * <p>{@code dayStart} is the beginning of the day in UTC, epoch ms; {@code quantity} is 0 or more;
 * {@code brought} is true where it came in from a run before this one.
 */
public final class Charge implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Charge> NEWER =
      Comparator.comparingInt(Charge::getRevision)
          .thenComparingLong(Charge::getDayStart)
          .thenComparing(Charge::getAccount)
          .thenComparing(Charge::getKind)
          .thenComparingLong(Charge::getQuantity);

  private String eventId;
  private int revision;
  private long dayStart;
  private String account;
  private String kind;
  private long quantity;
  private boolean brought;

  /** For {@code Encoders.bean}. */
  public Charge() {}

  Charge(String eventId, int revision, long dayStart, String account, String kind, long quantity) {
    this.eventId = eventId;
    this.revision = revision;
    this.dayStart = dayStart;
    this.account = account;
    this.kind = kind;
    this.quantity = quantity;
  }

  /** Returns the same as one that came in from a run before, or did not. */
  Charge brought(boolean isBrought) {
    Charge same = new Charge(eventId, revision, dayStart, account, kind, quantity);
    same.brought = isBrought;
    return same;
  }

  /** Returns the one of two of an event that counts; their order does not matter. */
  Charge or(Charge other) {
    return NEWER.compare(this, other) >= 0 ? this : other;
  }

  public String getEventId() {
    return eventId;
  }

  public void setEventId(String eventId) {
    this.eventId = eventId;
  }

  public int getRevision() {
    return revision;
  }

  public void setRevision(int revision) {
    this.revision = revision;
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

  public long getQuantity() {
    return quantity;
  }

  public void setQuantity(long quantity) {
    this.quantity = quantity;
  }

  public boolean isBrought() {
    return brought;
  }

  public void setBrought(boolean brought) {
    this.brought = brought;
  }
}
