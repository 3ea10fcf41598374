package io.twinstream.watch;

import io.twinstream.api.PartitionPosition;
import io.twinstream.engine.RunListener;
import io.twinstream.internals.StateSize;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a run at one moment.
 *
 * @param phase what it does
 * @param detail why it stops or has ended; empty before
 * @param epoch the driver's turn at its checkpoint; 0 without one
 * @param begun how it began: anew, from a savepoint, or where it continues
 * @param rowsIn records read
 * @param rowsOut rows given to the sink
 * @param dropped rows behind the watermark
 * @param interruptions how often the source could not be read
 * @param busyMillis the time in which batches were processed
 * @param newestAtMillis when the newest batch was finished
 * @param newest the newest batch; empty before the first
 * @param state what is kept; of the classic engine as it was counted last
 * @param partitions as they were asked for last
 * @param errors the newest
 */
record RunStatus(
    Phase phase,
    String detail,
    long epoch,
    List<String> begun,
    long batches,
    long rowsIn,
    long rowsOut,
    long deadLetters,
    long dropped,
    long interruptions,
    long busyMillis,
    long newestAtMillis,
    Optional<RunListener.Batch> newest,
    Optional<StateSize> state,
    List<PartitionPosition> partitions,
    List<Problem> errors) {

  /** What a run does. */
  enum Phase {
    STARTING,
    RUNNING,
    STOPPING,
    DONE,
    FAILED
  }

  /** Something that went wrong. */
  record Problem(long atMillis, String what) {}
}
