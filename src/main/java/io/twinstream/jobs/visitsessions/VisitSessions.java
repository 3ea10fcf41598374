package io.twinstream.jobs.visitsessions;

import io.twinstream.api.InputRecord;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The rule of the sessions, free of any engine.
 *
 * <p>Input: records whose value is a {@link Visit}; a tombstone is none. A session is a user's
 * visits with no longer silence between them than the gap. The visits of a batch are a list of
 * sessions in order of time, and so is what two lists are together: neither the order of the visits
 * nor that of the lists matters. The last of a list is open, the others are over.
 *
 * @param gapMillis the longest silence within a session
 * @param aheadMillis how far the time of a visit may be ahead of its arrival
 * @param showsOpen whether the sessions that are open are written, and not those that are over
 */
record VisitSessions(long gapMillis, long aheadMillis, boolean showsOpen) implements Serializable {
  /** The fields of the state. */
  static final String[] FIELDS = {"start", "end", "visits", "perMinute"};

  /** Returns the visit of a record; none if it is malformed. */
  Iterator<Visit> visits(InputRecord record) {
    return record.value() == null
        ? Collections.emptyIterator()
        : Visit.of(record.value(), record.arrivedAtMillis(), aheadMillis).iterator();
  }

  /** Returns the sessions of both lists, those that are not apart joined. */
  List<Session> joined(List<Session> some, List<Session> more) {
    return join(some, more, gapMillis);
  }

  /** Returns the sessions of a user whose one is open, if there is one, and of a list. */
  List<Session> after(Optional<Session> open, List<Session> more) {
    return joined(open.stream().toList(), more);
  }

  /** Returns the same with visits, in any order. */
  List<Session> after(Optional<Session> open, Iterator<Visit> visits) {
    List<Session> sessions = open.stream().toList();
    while (visits.hasNext()) {
      sessions = joined(sessions, List.of(Session.of(visits.next().atMillis())));
    }
    return sessions;
  }

  /** Returns when a session is over, later than a watermark. */
  long overAt(Session session, long watermarkMillis) {
    return Math.max(session.getEnd() + gapMillis, watermarkMillis) + 1;
  }

  /** Tells whether a session is over at a time. */
  boolean isOver(Session session, long atMillis) {
    return isOver(session.getEnd(), atMillis, gapMillis);
  }

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

  /** Returns the rows of a user's sessions after a batch that holds visits of the user. */
  List<VisitSession> rows(String user, List<Session> sessions) {
    return showsOpen ? List.of(open(sessions).row(user)) : over(user, sessions);
  }

  /** Returns the rows of a session that has ended by silence. */
  List<VisitSession> ended(String user, Session session) {
    return showsOpen ? List.of() : List.of(session.row(user));
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
