package io.twinstream.migration.checkpoint;

import java.util.List;
import java.util.OptionalLong;

/**
 * An operator of a classic application whose RDDs are checkpointed.
 *
 * @param name unique in the application, such as {@code updateStateByKey-1}; the number is the
 *     operator's in the graph
 * @param className its class
 * @param site where the application calls it; may be empty
 * @param intervalMillis how often its state is checkpointed
 * @param checkpoints oldest first
 */
public record StateOperator(
    String name, String className, String site, long intervalMillis, List<Rdd> checkpoints) {
  /**
   * The state after one batch.
   *
   * @param batch the batch time, epoch milliseconds
   * @param path where it is; below the checkpoint as it lies now, if it was moved
   * @param partitions files of it; 0 if it is not there
   * @param bytes their size; empty if it is not there
   */
  public record Rdd(long batch, String path, int partitions, OptionalLong bytes) {
    /** Tells whether the state can be read. */
    public boolean exists() {
      return bytes.isPresent();
    }
  }
}
