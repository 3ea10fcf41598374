package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Plays {@code user,item}, for recommend; some of users and of items that are not in the model
 * which is trained at the start. A play says neither when nor which it was, so a late one looks
 * like all.
 */
final class Plays implements Records {
  private static final int USERS = 240;
  private static final int ITEMS = 46;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    return "user-" + random.nextInt(USERS) + ",item-" + random.nextInt(1 + random.nextInt(ITEMS));
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore(','),
        Records.with(0, ""),
        Records.with(1, ""),
        record -> record + "," + record);
  }
}
