package io.twinstream.migration.compare;

import io.twinstream.api.RowFormat;
import io.twinstream.ends.recording.Recording;
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
 * @param lack why there was nothing to compare; empty if there was, or if there is a divergence
 */
public record ComparisonResult(
    String job,
    Recording recording,
    RowFormat format,
    EngineRun dstream,
    EngineRun structured,
    long divergentBatches,
    Optional<Divergence> first,
    Optional<String> lack) {
  /** What a comparison has shown. */
  public enum Verdict {
    /** Every batch has the same rows in both engines, and there are rows. */
    EQUAL,
    /** A batch has other rows in one engine than in the other. */
    DIFFERENT,
    /** No difference and no proof, as the job made nothing of the input. */
    NOTHING_COMPARED;

    /** As it is printed. */
    @Override
    public String toString() {
      return name().replace('_', ' ');
    }
  }

  /** Returns what was shown. */
  public Verdict verdict() {
    if (first.isPresent()) {
      return Verdict.DIFFERENT;
    }
    return lack.isPresent() ? Verdict.NOTHING_COMPARED : Verdict.EQUAL;
  }

  /** Tells whether rows were compared, and every batch has the same ones in both engines. */
  public boolean isEqual() {
    return verdict() == Verdict.EQUAL;
  }
}
