package io.twinstream.jobs.visitsessions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rule of the sessions, free of any engine.
 *
 * <p>A session is a user's visits with no longer silence between them than the gap. The visits of a
 * batch are a list of sessions in order of time, and so is what two lists are together: neither the
 * order of the visits nor that of the lists matters. The last of a list is open, the others are
 * over.
 */
final class VisitSessions {
  /** The fields of the state. */
  static final String[] FIELDS = {"start", "end", "visits", "perMinute"};

  private VisitSessions() {}

  /** Returns the sessions of both lists, those that are not apart joined. */
  static List<Session> join(List<Session> some, List<Session> more, long gapMillis) {
    List<Session> all = new ArrayList<>(some);
    all.addAll(more);
    all.sort(Comparator.comparingLong(Session::getStart));
    List<Session> joined = new ArrayList<>();
    for (Session session : all) {
      int last = joined.size() - 1;
      if (last < 0 || joined.get(last).isApart(session, gapMillis)) {
        joined.add(session);
      } else {
        joined.set(last, joined.get(last).and(session));
      }
    }
    return joined;
  }

  /** Returns the session that is open. */
  static Session open(List<Session> sessions) {
    return sessions.get(sessions.size() - 1);
  }

  /** Returns the rows of the sessions that are over. */
  static List<VisitSession> over(String user, List<Session> sessions) {
    return sessions.subList(0, sessions.size() - 1).stream()
        .map(session -> session.row(user))
        .toList();
  }

  /** Tells whether a session whose last visit was then is over at a time. */
  static boolean isOver(long endMillis, long atMillis, long gapMillis) {
    return atMillis - endMillis > gapMillis;
  }
}
