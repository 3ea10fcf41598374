package io.twinstream.api;

import java.io.Serializable;
import org.apache.spark.SparkConf;

/**
 * Writes the rows of a run. Serializable, as its functions are sent to tasks.
 *
 * @param <R> the row, a bean
 */
public interface Sink<R> extends Serializable {
  /** Sets the Spark settings that the sink needs, before Spark starts. */
  default void configure(SparkConf conf) {}

  /**
   * Checks that rows can be written, and creates what is missing.
   *
   * @throws io.twinstream.error.UserError if they cannot
   */
  default void check() {}

  /**
   * Takes over from the run's earlier drivers, one of which may only seem dead: from now on the
   * sink refuses their writes if it can. Called once, before the first write.
   *
   * @param epoch the driver's epoch, greater than all earlier ones
   * @param driver the driver's description, for people
   */
  default void takeOver(long epoch, String driver) {}

  /**
   * Stops waiting for an unreachable system: a waiting write fails soon. Called from another thread
   * than the writer's.
   */
  default void giveUp() {}

  /**
   * Writes the rows of one batch. Written again with the same batch, it replaces them where the
   * sink can.
   *
   * @param batch the batch time (classic) or the micro-batch's number (port); in virtual time the
   *     batch time for both
   */
  void write(BatchRows<R> rows, long batch);
}
