package io.twinstream.bench.wordskafka;

import java.time.Duration;
import java.util.List;

/**
 * How many passes a contestant makes. Those that warm up are counted in passes and in time, as the
 * compiler of a JVM needs time: a fast contestant makes more of them.
 *
 * @param leastWarmUps how many passes warm up at least, 1 or more
 * @param leastWarmUp how long at least, from the start of the JVM
 * @param measured how many are measured after them
 */
record Rounds(int leastWarmUps, Duration leastWarmUp, int measured) {
  /**
   * Returns how many passes warm up, or would if one more came at once.
   *
   * @param ends when each pass so far ended, in milliseconds since the start of the JVM
   */
  int warmUps(List<Long> ends) {
    int passes = leastWarmUps;
    while (passes <= ends.size() && ends.get(passes - 1) < leastWarmUp.toMillis()) {
      passes++;
    }
    return passes;
  }

  /** Tells whether there is one to be made after these. */
  boolean isMore(List<Long> ends) {
    return ends.size() < warmUps(ends) + measured;
  }
}
