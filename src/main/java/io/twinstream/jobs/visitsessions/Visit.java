package io.twinstream.jobs.visitsessions;

import io.twinstream.error.Malformed;
import java.util.List;
import java.util.Optional;

/**
 * One visit of a page.
 *
 * @param atMillis when it was, epoch ms
 * @param user who it was
 */
public record Visit(long atMillis, String user) {
  static final String EXPECTED = "a visit (epoch_ms<TAB>user<TAB>page)";

  private static final int MOST_DIGITS = 15;

  /** Returns why a line is no visit; empty if it is one. */
  public static Optional<String> problem(String line) {
    return parse(line).isPresent() ? Optional.empty() : Optional.of("not " + EXPECTED);
  }

  /**
   * Returns the visit of a line {@code epoch_ms<TAB>user<TAB>page}; nothing if the line is no such,
   * which is counted as {@link Malformed}. The page may be empty and hold tabs; the user may be
   * empty.
   */
  static List<Visit> of(String line) {
    Optional<Visit> visit = parse(line);
    if (visit.isEmpty()) {
      Malformed.count(EXPECTED, line);
    }
    return visit.stream().toList();
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
            Long.parseLong(line.substring(0, afterTime)),
            line.substring(afterTime + 1, afterUser)));
  }
}
