package io.twinstream.jobs.visitsessions;

import io.twinstream.error.Malformed;
import java.io.Serializable;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;

/** One visit of a page: {@code user}, who it was, and {@code at}, when it was. A bean. */
public final class Visit implements Serializable {
  static final String EXPECTED = "a visit (epoch_ms<TAB>user<TAB>page)";

  private static final long serialVersionUID = 1L;
  private static final int MOST_DIGITS = 15;

  private String user;
  private Timestamp at;

  /** For {@code Encoders.bean}. */
  public Visit() {}

  private Visit(String user, long atMillis) {
    this.user = user;
    this.at = new Timestamp(atMillis);
  }

  /**
   * Returns why a line is no visit; empty if it is one.
   *
   * @param aheadMillis how far its time may be ahead of its arrival: one visit from the future
   *     would end all sessions of the port, whose time goes by the visits
   */
  public static Optional<String> problem(String line, long arrivedAtMillis, long aheadMillis) {
    Optional<Visit> visit = parse(line);
    if (visit.isEmpty()) {
      return Optional.of("not " + EXPECTED);
    }
    return visit.get().atMillis() - arrivedAtMillis > aheadMillis
        ? Optional.of("visited after it arrived")
        : Optional.empty();
  }

  /**
   * Returns the visit of a line {@code epoch_ms<TAB>user<TAB>page}; nothing if there is a {@link
   * #problem}, which is counted as {@link Malformed}. The page may be empty and hold tabs; the user
   * may be empty.
   */
  static List<Visit> of(String line, long arrivedAtMillis, long aheadMillis) {
    if (problem(line, arrivedAtMillis, aheadMillis).isPresent()) {
      Malformed.count(EXPECTED, line);
      return List.of();
    }
    return parse(line).stream().toList();
  }

  private static Optional<Visit> parse(String line) {
    int afterTime = line.indexOf('\t');
    int afterUser = line.indexOf('\t', afterTime + 1);
    if (afterTime < 1
        || afterTime > MOST_DIGITS
        || afterUser < 0
        || !line.chars().limit(afterTime).allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return Optional.of(
        new Visit(
            line.substring(afterTime + 1, afterUser),
            Long.parseLong(line.substring(0, afterTime))));
  }

  /** Returns when it was, epoch ms. */
  long atMillis() {
    return at.getTime();
  }

  public String getUser() {
    return user;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public Timestamp getAt() {
    return at;
  }

  public void setAt(Timestamp at) {
    this.at = at;
  }
}
