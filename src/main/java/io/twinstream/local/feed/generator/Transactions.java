package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Payments {@code card,cents,country}, for fraud-score; one card in thirteen is used for large ones
 * in several countries. A payment says neither when nor which it was, so a late one looks like all.
 */
final class Transactions implements Records {
  private static final int FIRST_CARD = 1_000;
  private static final int CARDS = 400;
  private static final int STOLEN_IN = 13;
  private static final int MOST_CENTS = 9_000;
  private static final String[] COUNTRIES = {"DE", "FR", "KR", "US", "BR"};

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    int card = FIRST_CARD + random.nextInt(CARDS);
    int cents = 100 + random.nextInt(MOST_CENTS);
    return card % STOLEN_IN == 0
        ? card + "," + 20 * cents + "," + Records.oneOf(random, COUNTRIES)
        : card + "," + cents + "," + COUNTRIES[card % COUNTRIES.length];
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore(','),
        Records.with(1, "much"),
        Records.with(1, "-5"),
        Records.with(1, "12.50"));
  }
}
