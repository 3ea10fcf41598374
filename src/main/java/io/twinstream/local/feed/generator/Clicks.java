package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Impressions {@code impression_id,campaign} and clicks {@code impression_id}, for click-join: each
 * fourth record is a click on one of the last impressions.
 */
final class Clicks implements Records {
  private static final int CLICK_IN = 4;
  private static final int BACK = 12;

  @Override
  public List<String> topics() {
    return List.of("impressions", "clicks");
  }

  @Override
  public int topic(long number) {
    return number % CLICK_IN == 0 ? 1 : 0;
  }

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    if (topic(number) == 0) {
      return "i" + number + "," + Records.oneOf(random, "spring", "summer", "summer", "autumn");
    }
    // Odd distances, as the number of a click is even: the number of an impression.
    return "i" + (number - 1 - 2 * random.nextInt(BACK / 2));
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(record -> "," + record, record -> record + ",a,b");
  }
}
