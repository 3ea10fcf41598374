package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Positions {@code vehicle,longitude,latitude,km_per_hour,epoch_ms} of trucks, for fleet-watch;
 * some drive faster than 130.
 */
final class Positions implements Records {
  private static final int TRUCKS = 50;
  private static final int SLOWEST = 70;
  private static final int RANGE = 65;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    return String.format(
        Locale.ROOT,
        "truck-%d,%.5f,%.5f,%.1f,%d",
        random.nextInt(TRUCKS),
        8 + 2 * random.nextDouble(),
        48 + 2 * random.nextDouble(),
        SLOWEST + RANGE * random.nextDouble(),
        atMillis);
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore(','),
        Records.with(1, "east"),
        Records.with(3, "fast"),
        Records.with(4, "-1"));
  }
}
