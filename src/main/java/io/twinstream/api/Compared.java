package io.twinstream.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How {@code compare} matches the rows of a job's two twins.
 *
 * @param grain which rows belong together
 * @param settling how long after the end of a window or session the slower twin may write it,
 *     beside {@code settlingBatches}
 * @param settlingBatches how many batches it may take longer
 * @param completion how the rows of the port are completed; empty to compare them unchanged
 * @param usesMachineClock whether the port goes by the machine's clock, which {@code compare}
 *     cannot move as it moves the time of its input
 * @param <R> the output row
 */
public record Compared<R>(
    Grain grain,
    Duration settling,
    int settlingBatches,
    Optional<Completion<R>> completion,
    boolean usesMachineClock) {

  /** Returns a comparison of unchanged rows by this grain. */
  public static <R> Compared<R> by(Grain grain) {
    return new Compared<>(grain, Duration.ZERO, 0, Optional.empty(), false);
  }

  /** Returns the same with the time after which windows or sessions are written by both twins. */
  public Compared<R> settledAfter(Duration time, int batches) {
    return new Compared<>(grain, time, batches, completion, usesMachineClock);
  }

  /**
   * Returns the same for a port that writes only changed rows, while the classic job writes its
   * whole state with every batch.
   *
   * @param initial the rows before the first batch
   * @param removed whether the newest row of a key means that the key is gone
   */
  public Compared<R> completed(List<R> initial, Completion.Removed<R> removed) {
    return new Compared<>(
        grain,
        settling,
        settlingBatches,
        Optional.of(new Completion<>(initial, removed)),
        usesMachineClock);
  }

  /** Returns the same for a port that may use the machine's clock. */
  public Compared<R> byMachineClock(boolean isSo) {
    return new Compared<>(grain, settling, settlingBatches, completion, isSo);
  }

  /** Returns how long after the end of a window or session the slower twin may write it. */
  public Duration settlingAt(Duration batchInterval) {
    return settling.plus(batchInterval.multipliedBy(settlingBatches));
  }
}
