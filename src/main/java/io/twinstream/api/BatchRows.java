package io.twinstream.api;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The rows of one batch, in partitions that are computed where they are.
 *
 * <p>Whatever is asked of them, every partition is computed to its end: a state store of Structured
 * Streaming commits only then, so a sink that took the first rows alone would leave a checkpoint
 * that nobody can continue (SPARK-52008).
 *
 * @param <R> the row
 */
public interface BatchRows<R> {
  /** What is done with one partition. */
  @FunctionalInterface
  interface PartitionFunction<R, M> extends Serializable {
    /**
     * Returns what the driver needs of the partition.
     *
     * @param rows of the partition; what is left of them is computed and dropped
     * @param task who asks
     */
    M apply(Iterator<R> rows, Task task) throws Exception;
  }

  /**
   * An attempt to do a partition.
   *
   * @param partition from 0
   * @param attempt unique within the application; a partition may be tried several times, also at
   *     the same time
   */
  record Task(int partition, long attempt) {}

  /**
   * Does something with every partition, in tasks of the engine, and returns the result of one
   * successful attempt for each, in the order of the partitions.
   *
   * @param <M> what a task gives the driver, serializable
   */
  <M> List<M> map(PartitionFunction<R, M> function);

  /** Returns all rows, on the driver. */
  default List<R> collect() {
    List<R> all = new ArrayList<>();
    map((rows, task) -> {
          List<R> partition = new ArrayList<>();
          rows.forEachRemaining(partition::add);
          return partition;
        })
        .forEach(all::addAll);
    return all;
  }

  /** Returns rows that are on the driver, as one partition. */
  static <R> BatchRows<R> of(List<R> rows) {
    return new ListRows<>(rows);
  }
}
