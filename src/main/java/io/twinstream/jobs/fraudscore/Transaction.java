package io.twinstream.jobs.fraudscore;

import io.twinstream.error.Malformed;
import java.util.List;

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

  /**
   * Returns the transaction of a line {@code card,cents,country}; nothing if the line is no such,
   * which is counted as {@link Malformed}.
   */
  static List<Transaction> of(String line) {
    String[] fields = line.split(",", -1);
    if (fields.length != FIELDS || !isAmount(fields[1])) {
      Malformed.count(EXPECTED, line);
      return List.of();
    }
    return List.of(new Transaction(fields[0], Long.parseLong(fields[1]), fields[2]));
  }

  private static boolean isAmount(String digits) {
    return !digits.isEmpty()
        && digits.length() <= MOST_DIGITS
        && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }
}
