package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/** Orders {@code order_id,user_id,amount,category,order_time}, for order-revenue. */
final class Orders implements Records {
  private static final int USERS = 5_000;
  private static final int MOST_CENTS = 50_000;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    int cents = 1 + random.nextInt(MOST_CENTS);
    return String.format(
        Locale.ROOT,
        "%d,u%d,%d.%02d,%s,%d",
        number,
        random.nextInt(USERS),
        cents / 100,
        cents % 100,
        Records.oneOf(random, "books", "games", "garden", "music", "shoes", "toys"),
        atMillis);
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore(','),
        Records.with(2, "free"),
        Records.with(2, "-1.00"),
        Records.with(3, ""),
        Records.with(4, "yesterday"));
  }
}
