package io.twinstream.jobs.fraudscore;

import io.twinstream.jobs.Sums;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rule of the fraud score, free of any engine: what a card did in a batch, as the features of
 * the model. Input: lines, see {@link Transaction}. An ordinary class, as Spark's Kryo reads no
 * records.
 */
final class CardActivity implements Serializable {
  /** From this probability on it is taken for fraud. */
  static final long FRAUD_MILLIONTHS = 500_000;

  static final double CENTS = 100.0;
  static final double MILLION = 1e6;

  private static final long serialVersionUID = 1L;

  private final long transactions;
  private final long totalCents;
  private final long greatestCents;
  private final TreeSet<String> countries;

  private CardActivity(
      long transactions, long totalCents, long greatestCents, Set<String> countries) {
    this.transactions = transactions;
    this.totalCents = totalCents;
    this.greatestCents = greatestCents;
    this.countries = new TreeSet<>(countries);
  }

  static CardActivity of(Transaction one) {
    return new CardActivity(1, one.getCents(), one.getCents(), Set.of(one.getCountry()));
  }

  /** Returns both as one; their order does not matter. */
  CardActivity and(CardActivity other) {
    TreeSet<String> both = new TreeSet<>(countries);
    both.addAll(other.countries);
    return new CardActivity(
        Sums.add(transactions, other.transactions),
        Sums.add(totalCents, other.totalCents),
        Math.max(greatestCents, other.greatestCents),
        both);
  }

  /** Returns what the model takes, in its order. */
  double[] features() {
    return new double[] {transactions, totalCents / CENTS, greatestCents / CENTS, countries.size()};
  }

  /** Returns the row of a card with that probability of fraud, 0 to 1. */
  CardScore scored(String card, double probability) {
    long millionths = (long) Math.floor(probability * MILLION + 0.5);
    return new CardScore(
        card, transactions, totalCents, millionths, millionths >= FRAUD_MILLIONTHS);
  }
}
