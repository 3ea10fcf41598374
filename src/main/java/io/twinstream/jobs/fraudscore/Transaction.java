package io.twinstream.jobs.fraudscore;

import io.twinstream.error.Malformed;
import java.util.List;
import java.util.Optional;

/**
 * A payment by card.
 *
 * @param card whose
 * @param cents how much, 0 or more
 * @param country where
 */
record Transaction(String card, long cents, String country) {
  static final String EXPECTED = "a transaction (card,cents,country)";

  private static final int FIELDS = 3;
  private static final int MOST_DIGITS = 12;

  /** Returns why a line is no transaction; empty if it is one. */
  public static Optional<String> problem(String line) {
    String[] fields = line.split(",", -1);
    return fields.length == FIELDS && isAmount(fields[1])
        ? Optional.empty()
        : Optional.of("not " + EXPECTED);
  }

  /**
   * Returns the transaction of a line {@code card,cents,country}; nothing if the line is no such,
   * which is counted as {@link Malformed}.
   */
  static List<Transaction> of(String line) {
    if (problem(line).isPresent()) {
      Malformed.count(EXPECTED, line);
      return List.of();
    }
    String[] fields = line.split(",", -1);
    return List.of(new Transaction(fields[0], Long.parseLong(fields[1]), fields[2]));
  }

  private static boolean isAmount(String digits) {
    return !digits.isEmpty()
        && digits.length() <= MOST_DIGITS
        && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }
}
