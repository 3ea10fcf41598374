package io.twinstream.bench.wordssocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the highest rate that a job keeps up with: sends at a rate for a while, and at a higher one
 * if the delay has not grown over a bound. Not thread-safe.
 */
final class RateSearch {
  private static final int WARM_UP_STEPS = 3;

  private final double factor;
  private final long stepMillis;
  private final long mostDelayMillis;
  private final List<FinishedBatch> step = new ArrayList<>();
  private long dueMillis;
  private double rate;
  private long sustained;
  private boolean isOver;

  /**
   * @param first lines a second of the first step
   * @param factor by which the next step is higher
   * @param step how long a step takes; the first one three times as long, as it warms up
   * @param mostDelay of the last batch of a step that was kept up with
   */
  RateSearch(long first, double factor, Duration step, Duration mostDelay) {
    this.rate = first;
    this.factor = factor;
    this.stepMillis = step.toMillis();
    this.dueMillis = WARM_UP_STEPS * stepMillis;
    this.mostDelayMillis = mostDelay.toMillis();
  }

  /** Learns of a batch. */
  void done(FinishedBatch batch) {
    step.add(batch);
    long took = batch.atMillis() - step.get(0).atMillis();
    if (isOver || took < dueMillis) {
      return;
    }
    isOver = batch.delayMillis() > mostDelayMillis;
    if (!isOver) {
      long lines = step.stream().skip(1).mapToLong(FinishedBatch::lines).sum();
      sustained = Math.max(sustained, Math.round(lines * 1e3 / took));
      rate *= factor;
      step.clear();
      dueMillis = stepMillis;
    }
  }

  /** Returns how many lines a second are to be sent now. */
  long rate() {
    return Math.round(rate);
  }

  /** Tells whether the job could not keep up with {@link #rate}. */
  boolean isOver() {
    return isOver;
  }

  /** Returns how many lines a second it processed in the best step that it kept up with. */
  long sustained() {
    return sustained;
  }
}
