package io.twinstream.jobs.visitsessions;

import java.io.Serializable;
import java.util.Objects;

/**
 * A session: {@code user}; {@code sessionStart} and {@code sessionEnd}, its first and its last
 * visit in epoch ms (both inclusive); {@code visits} (at least 1); {@code visitsLastHour}, those of
 * the 60 minutes that end with the minute of the last one (at least 1).
 */
public final class VisitSession implements Serializable {
  private static final long serialVersionUID = 1L;

  private String user;
  private long sessionStart;
  private long sessionEnd;
  private long visits;
  private long visitsLastHour;

  /** For {@code Encoders.bean}. */
  public VisitSession() {}

  public VisitSession(
      String user, long sessionStart, long sessionEnd, long visits, long visitsLastHour) {
    this.user = user;
    this.sessionStart = sessionStart;
    this.sessionEnd = sessionEnd;
    this.visits = visits;
    this.visitsLastHour = visitsLastHour;
  }

  public String getUser() {
    return user;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public long getSessionStart() {
    return sessionStart;
  }

  public void setSessionStart(long sessionStart) {
    this.sessionStart = sessionStart;
  }

  public long getSessionEnd() {
    return sessionEnd;
  }

  public void setSessionEnd(long sessionEnd) {
    this.sessionEnd = sessionEnd;
  }

  public long getVisits() {
    return visits;
  }

  public void setVisits(long visits) {
    this.visits = visits;
  }

  public long getVisitsLastHour() {
    return visitsLastHour;
  }

  public void setVisitsLastHour(long visitsLastHour) {
    this.visitsLastHour = visitsLastHour;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VisitSession that
        && sessionStart == that.sessionStart
        && sessionEnd == that.sessionEnd
        && visits == that.visits
        && visitsLastHour == that.visitsLastHour
        && Objects.equals(user, that.user);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, sessionStart, sessionEnd, visits, visitsLastHour);
  }

  @Override
  public String toString() {
    return user + " [" + sessionStart + ", " + sessionEnd + "] " + visits;
  }
}
