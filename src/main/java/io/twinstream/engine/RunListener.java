package io.twinstream.engine;

import java.util.OptionalLong;

/** Told of a run's progress; called from the engine's threads. */
public interface RunListener {
  /** A listener that does nothing. */
  RunListener NONE = new RunListener() {};

  /** The run reads from its source now. */
  default void started() {}

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
   * @param processingMillis from the start of its processing to its end
   * @param schedulingDelayMillis how long it waited for its turn; 0 on Structured Streaming, which
   *     queues no batches
   * @param queued how many batches wait or run behind it; 0 on Structured Streaming
   * @param dropped rows that came behind the watermark and were dropped; 0 on the classic engine,
   *     which has none
   * @param ratePerSecond the records a second that backpressure lets in; empty where there is none
   */
  record Batch(
      long batch,
      long records,
      long processingMillis,
      long schedulingDelayMillis,
      int queued,
      long dropped,
      OptionalLong ratePerSecond) {}
}
