package io.twinstream.api;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The rows of one batch; each partition is computed on its executor.
 *
 * <p>Every partition is computed to its end even if the sink reads less: a state store of
 * Structured Streaming commits only then, so a sink that reads only the first rows would leave a
 * checkpoint that cannot be continued (SPARK-52008).
 *
 * @param <R> the row
 */
public interface BatchRows<R> {
  /** Processes one partition. */
  @FunctionalInterface
  interface PartitionFunction<R, M> extends Serializable {
    /**
     * Returns the result that the driver needs.
     *
     * @param rows of the partition; rows left unread are computed and dropped
     * @param task the attempt
     */
    M apply(Iterator<R> rows, Task task) throws Exception;
  }

  /**
   * One attempt at a partition.
   *
   * @param partition from 0
   * @param attempt unique within the application; a partition may be tried several times, also at
   *     the same time
   */
  record Task(int partition, long attempt) {}

  /**
   * Processes every partition in the engine's tasks and returns the result of one successful
   * attempt each, in partition order.
   *
   * @param <M> the result of a task, serializable
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

  /** Returns rows held by the driver as one partition. */
  static <R> BatchRows<R> of(List<R> rows) {
    return new ListRows<>(rows);
  }
}
