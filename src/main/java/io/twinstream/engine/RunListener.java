package io.twinstream.engine;

import io.twinstream.internals.StateSize;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Told of a run's progress; called from the engine's threads. */
public interface RunListener {
  /** A listener that does nothing. */
  RunListener NONE = new RunListener() {};

  /** The run reads from its source now. */
  default void started() {}

  /**
   * Told how the state's size can be had of an engine that does not report it with each batch; to
   * ask takes a job of Spark. Called before {@link #started}.
   */
  default void stateOf(Supplier<Optional<StateSize>> state) {}

  /** A batch is done and its rows are written. */
  default void batchCompleted(Batch batch) {}

  /** The source cannot be read for the moment; it is tried again. */
  default void interrupted(String source, String why) {}

  /** The run was asked to stop, or has reached its end, and finishes what it received. */
  default void stopping(String reason) {}

  /**
   * One finished batch.
   *
   * @param batch the batch time in epoch milliseconds, or the micro-batch's number where the source
   *     has no virtual time
   * @param records records read from the source; for files on the classic engine the number of
   *     files, as it counts no records there
   * @param written rows given to the sink
   * @param deadLetters records that the job cannot read and that were sent away
   * @param processingMillis from the start of its processing to its end
   * @param schedulingDelayMillis how long it waited for its turn; 0 on Structured Streaming, which
   *     queues no batches
   * @param queued how many batches wait or run behind it; 0 on Structured Streaming
   * @param dropped rows that came behind the watermark and were dropped; 0 on the classic engine,
   *     which has none
   * @param ratePerSecond the records a second that backpressure lets in; empty where there is none
   * @param state what is kept behind it; empty where the engine does not say
   */
  record Batch(
      long batch,
      long records,
      long written,
      long deadLetters,
      long processingMillis,
      long schedulingDelayMillis,
      int queued,
      long dropped,
      OptionalLong ratePerSecond,
      Optional<StateSize> state) {}

  /** Returns a listener that is told what both are. */
  static RunListener of(RunListener first, RunListener second) {
    return new RunListener() {
      @Override
      public void stateOf(Supplier<Optional<StateSize>> state) {
        first.stateOf(state);
        second.stateOf(state);
      }

      @Override
      public void started() {
        first.started();
        second.started();
      }

      @Override
      public void batchCompleted(Batch batch) {
        first.batchCompleted(batch);
        second.batchCompleted(batch);
      }

      @Override
      public void interrupted(String source, String why) {
        first.interrupted(source, why);
        second.interrupted(source, why);
      }

      @Override
      public void stopping(String reason) {
        first.stopping(reason);
        second.stopping(reason);
      }
    };
  }
}
