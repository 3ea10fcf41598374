package io.twinstream.api;

import java.io.Serializable;

/**
 * Where rows go. Its functions are sent to tasks, hence Serializable.
 *
 * @param <R> the row, a bean
 */
public interface Sink<R> extends Serializable {
  /**
   * Checks that rows can be written, and makes what is missing.
   *
   * @throws io.twinstream.error.UserError if they cannot
   */
  default void check() {}

  /**
   * Takes the place of the run's earlier drivers, one of which may only seem dead: what it writes
   * from now on is refused, where the sink can refuse it. Called once, before the first write.
   *
   * @param epoch the driver's, greater than those of all earlier ones
   * @param driver who it is, for people
   */
  default void takeOver(long epoch, String driver) {}

  /**
   * Waits no longer for a system that is away: a write that waits for it fails soon. Called from
   * another thread than the one that writes.
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
