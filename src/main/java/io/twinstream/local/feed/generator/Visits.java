package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/** Visits {@code epoch_ms<TAB>user<TAB>page}, for visit-sessions. */
final class Visits implements Records {
  private static final int USERS = 200;
  private static final int PAGES = 40;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    return atMillis + "\tu" + random.nextInt(USERS) + "\t/page/" + random.nextInt(PAGES);
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(
        Records.cutBefore('\t'), record -> "at " + record, record -> record.replace('\t', ' '));
  }
}
