package io.twinstream.bench.move;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.Result;
import io.twinstream.bench.state.StateContestant;
import java.util.Optional;

/**
 * What a savepoint of the state of a contestant took.
 *
 * @param keys how many its state has
 */
public record MoveResult(StateContestant contestant, int keys, Attempt<Measured> attempt)
    implements Result {
  private static final double MILLIS = 1e3;

  /**
   * What it took.
   *
   * @param millis from the start of the process to its end
   * @param isCorrect whether the savepoint has all keys
   * @param peakMebibytes the most memory that the process held; 0 where the system does not say
   */
  public record Measured(long millis, boolean isCorrect, long peakMebibytes) {}

  /** Returns how long the process took; it must not have failed. */
  double seconds() {
    return measured().millis() / MILLIS;
  }

  long keysPerSecond() {
    return Math.round(keys * MILLIS / measured().millis());
  }

  /** Returns what was measured; it must not have failed. */
  Measured measured() {
    return attempt.measured().orElseThrow();
  }

  @Override
  public boolean isCorrect() {
    return attempt.measured().map(Measured::isCorrect).orElse(false);
  }

  @Override
  public Optional<String> failure() {
    return attempt.failure();
  }

  @Override
  public ObjectNode json() {
    ObjectNode row = row().put("keys", keys).put("correct", isCorrect());
    attempt
        .measured()
        .ifPresent(
            each ->
                row.put("savepointSeconds", seconds())
                    .put("keysPerSecond", keysPerSecond())
                    .put("peakMemoryMebibytes", each.peakMebibytes()));
    failure().ifPresent(why -> row.put("failure", why));
    return row;
  }
}
