package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/** Samples {@code {"timestamp":...,"value":...}} of a temperature, for sample-stats. */
final class Samples implements Records {
  private static final double MEAN = 21;
  private static final double DEVIATION = 4;

  @Override
  public long linesPerSecond() {
    return 1;
  }

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    return String.format(
        Locale.ROOT,
        "{\"timestamp\":%d,\"value\":%.3f}",
        atMillis,
        MEAN + DEVIATION * random.nextGaussian());
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore('}'),
        record -> record.replaceFirst("[-0-9.]+}", "null}"),
        record -> record.replaceFirst("[-0-9.]+}", "\"warm\"}"),
        record -> record.replace("timestamp", "time"));
  }
}
