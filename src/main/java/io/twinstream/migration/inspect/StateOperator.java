package io.twinstream.migration.inspect;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An operator of a classic application whose RDDs are checkpointed.
 *
 * @param name unique in the application, such as {@code updateStateByKey-1}; the number is the
 *     operator's in the graph
 * @param className its class
 * @param site where the application calls it; may be empty
 * @param intervalMillis how often its state is checkpointed
 * @param partitions how many its partitioner makes; empty where that is none of Spark's, which
 *     alone knows
 * @param checkpoints oldest first
 */
public record StateOperator(
    String name,
    String className,
    String site,
    long intervalMillis,
    OptionalInt partitions,
    List<Rdd> checkpoints) {
  /**
   * The state after one batch.
   *
   * @param batch the batch time, epoch milliseconds
   * @param path where it is; below the checkpoint as it lies now, if it was moved
   * @param partitions files of it; 0 if it is not there
   * @param expected how many there should be, as far as that is known
   * @param missing the numbers of those that are not there, the first of them if they are many
   * @param bytes their size; empty if it is not there
   */
  public record Rdd(
      long batch,
      String path,
      int partitions,
      int expected,
      List<Integer> missing,
      OptionalLong bytes) {
    /** Tells whether there is something of the state. */
    public boolean exists() {
      return bytes.isPresent();
    }

    /** Tells whether all of the state is there. */
    public boolean isWhole() {
      return exists() && partitions > 0 && partitions == expected && missing.isEmpty();
    }

    /** Says for people what is there of it. */
    public String describe() {
      if (!exists()) {
        return "NOT THERE";
      }
      if (isWhole()) {
        return "%,d bytes in %d files".formatted(bytes.getAsLong(), partitions);
      }
      return "NOT WHOLE: %,d bytes in %d of %d files%s"
          .formatted(
              bytes.getAsLong(),
              partitions,
              expected,
              missing.isEmpty() ? "" : ", without part-%05d".formatted(missing.get(0)));
    }
  }
}
