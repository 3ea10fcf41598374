package io.twinstream.local.feed.generator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/** Ballots {@code ballot_id,candidate}, for vote-tally; one in fifty is blank. */
final class Votes implements Records {
  private static final double BLANK = 0.02;

  @Override
  public String record(long number, long atMillis, RandomGenerator random) {
    String candidate =
        random.nextDouble() < BLANK
            ? ""
            : Records.oneOf(random, "Ada", "Ada", "Ada", "Bob", "Bob", "Cyd");
    return "b" + number + "," + candidate;
  }

  @Override
  public List<UnaryOperator<String>> spoilings() {
    return List.of(Records.cutBefore(','), Records.with(0, ""), record -> record + "," + record);
  }
}
