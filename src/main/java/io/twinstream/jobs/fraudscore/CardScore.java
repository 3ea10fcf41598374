package io.twinstream.jobs.fraudscore;

import java.io.Serializable;
import java.util.Objects;

/**
 * What a card did in a batch and how likely it is fraud: {@code card}; {@code transactions} (at
 * least 1) and {@code totalCents}; {@code scoreMillionths}, the probability in millionths; {@code
 * fraud}, whether that is a half or more.
 */
public final class CardScore implements Serializable {
  private static final long serialVersionUID = 1L;

  private String card;
  private long transactions;
  private long totalCents;
  private long scoreMillionths;
  private boolean fraud;

  /** For {@code Encoders.bean}. */
  public CardScore() {}

  public CardScore(
      String card, long transactions, long totalCents, long scoreMillionths, boolean fraud) {
    this.card = card;
    this.transactions = transactions;
    this.totalCents = totalCents;
    this.scoreMillionths = scoreMillionths;
    this.fraud = fraud;
  }

  public String getCard() {
    return card;
  }

  public void setCard(String card) {
    this.card = card;
  }

  public long getTransactions() {
    return transactions;
  }

  public void setTransactions(long transactions) {
    this.transactions = transactions;
  }

  public long getTotalCents() {
    return totalCents;
  }

  public void setTotalCents(long totalCents) {
    this.totalCents = totalCents;
  }

  public long getScoreMillionths() {
    return scoreMillionths;
  }

  public void setScoreMillionths(long scoreMillionths) {
    this.scoreMillionths = scoreMillionths;
  }

  public boolean isFraud() {
    return fraud;
  }

  public void setFraud(boolean fraud) {
    this.fraud = fraud;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CardScore that
        && transactions == that.transactions
        && totalCents == that.totalCents
        && scoreMillionths == that.scoreMillionths
        && fraud == that.fraud
        && Objects.equals(card, that.card);
  }

  @Override
  public int hashCode() {
    return Objects.hash(card, transactions, totalCents, scoreMillionths, fraud);
  }

  @Override
  public String toString() {
    return card + " " + scoreMillionths;
  }
}
