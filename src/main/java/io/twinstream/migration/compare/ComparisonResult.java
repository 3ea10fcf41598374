package io.twinstream.migration.compare;

import io.twinstream.sink.RowFormat;
import io.twinstream.source.Recording;
import java.util.Optional;

/**
 * The outcome of a comparison.
 *
 * @param job the job's name
 * @param recording what was replayed
 * @param format the columns of the rows
 * @param dstream what the classic engine made
 * @param structured what the port made
 * @param divergentBatches how many batches differ
 * @param first the first of them
 */
public record ComparisonResult(
    String job,
    Recording recording,
    RowFormat format,
    EngineRun dstream,
    EngineRun structured,
    long divergentBatches,
    Optional<Divergence> first) {
  /** Tells whether every batch has the same rows in both engines. */
  public boolean isEqual() {
    return first.isEmpty();
  }
}
