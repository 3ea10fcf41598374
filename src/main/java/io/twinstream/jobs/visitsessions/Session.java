package io.twinstream.jobs.visitsessions;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The state of a user: a session that is open. A bean, for {@code Encoders.bean}.
 *
 * <p>{@code start} and {@code end} are the first and the last visit in epoch ms, {@code visits} is
 * how many there were; {@code perMinute} holds those of the last hour, of the minute of {@code end}
 * and of the 59 minutes before it, newest first, as far back as there were any.
 */
public final class Session implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MINUTE = 60_000;
  private static final int MINUTES = 60;

  private long start;
  private long end;
  private long visits;
  private int[] perMinute;

  /** For {@code Encoders.bean}. */
  public Session() {}

  private Session(long start, long end, long visits, int[] perMinute) {
    this.start = start;
    this.end = end;
    this.visits = visits;
    this.perMinute = perMinute;
  }

  /** Returns the session of a single visit. */
  static Session of(long atMillis) {
    return new Session(atMillis, atMillis, 1, new int[] {1});
  }

  /** Returns both sessions as one; their order does not matter. */
  Session and(Session other) {
    if (other.end > end) {
      return other.and(this);
    }
    long ago = end / MINUTE - other.end / MINUTE;
    int length = (int) Math.min(MINUTES, Math.max(perMinute.length, ago + other.perMinute.length));
    int[] both = Arrays.copyOf(perMinute, length);
    for (int i = 0; i + ago < length && i < other.perMinute.length; i++) {
      both[(int) (i + ago)] = Sums.add(both[(int) (i + ago)], other.perMinute[i]);
    }
    return new Session(Math.min(start, other.start), end, Sums.add(visits, other.visits), both);
  }

  /** Tells whether there is a longer silence than the gap between the two sessions. */
  boolean isApart(Session later, long gapMillis) {
    return later.start - end > gapMillis;
  }

  /** Returns the row of this session. */
  VisitSession row(String user) {
    return new VisitSession(
        user, start, end, visits, Arrays.stream(perMinute).asLongStream().sum());
  }

  public long getStart() {
    return start;
  }

  public void setStart(long start) {
    this.start = start;
  }

  public long getEnd() {
    return end;
  }

  public void setEnd(long end) {
    this.end = end;
  }

  public long getVisits() {
    return visits;
  }

  public void setVisits(long visits) {
    this.visits = visits;
  }

  public int[] getPerMinute() {
    return perMinute.clone();
  }

  public void setPerMinute(int[] perMinute) {
    this.perMinute = perMinute.clone();
  }
}
