package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Readings {@code device,metric,value,epoch_ms} of eight devices, for device-monitor. One has got
 * stuck, one is silent for 20 seconds of each minute, and one reading in sixty is too high.
 */
final class Devices implements Records {
  private static final int DEVICES = 8;
  private static final int STUCK = 3;
  private static final int SILENT = 5;
  private static final long SILENT_FROM = 40_000;
  private static final long MINUTE = 60_000;
  private static final int HIGH_IN = 60;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    int device = 1 + random.nextInt(DEVICES);
    if (device == SILENT && atMillis % MINUTE >= SILENT_FROM) {
      device = SILENT + 1;
    }
    String metric = Records.oneOf(random, "temperature", "temperature", "pressure");
    double value = random.nextInt(HIGH_IN) == 0 ? 100 + random.nextInt(900) : random.nextInt(90);
    return String.format(
        Locale.ROOT,
        "device-%d,%s,%.3f,%d",
        device,
        metric,
        device == STUCK ? 42.5 : value + random.nextDouble(),
        atMillis);
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore(','),
        Records.with(1, ""),
        Records.with(2, "n/a"),
        Records.with(3, "now"));
  }
}
