package io.twinstream.jobs.fraudscore;

import io.twinstream.error.Malformed;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A payment by card: {@code card}, whose; {@code cents}, how much, 0 or more; {@code country},
 * where. A bean.
 */
public final class Transaction implements Serializable {
  static final String EXPECTED = "a transaction (card,cents,country)";

  private static final long serialVersionUID = 1L;
  private static final int FIELDS = 3;
  private static final int MOST_DIGITS = 12;

  private String card;
  private long cents;
  private String country;

  /** For {@code Encoders.bean}. */
  public Transaction() {}

  Transaction(String card, long cents, String country) {
    this.card = card;
    this.cents = cents;
    this.country = country;
  }

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

  public String getCard() {
    return card;
  }

  public void setCard(String card) {
    this.card = card;
  }

  public long getCents() {
    return cents;
  }

  public void setCents(long cents) {
    this.cents = cents;
  }

  public String getCountry() {
    return country;
  }

  public void setCountry(String country) {
    this.country = country;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Transaction that
        && Objects.equals(card, that.card)
        && cents == that.cents
        && Objects.equals(country, that.country);
  }

  @Override
  public int hashCode() {
    return Objects.hash(card, cents, country);
  }

  @Override
  public String toString() {
    return card + " " + cents + " " + country;
  }
}
