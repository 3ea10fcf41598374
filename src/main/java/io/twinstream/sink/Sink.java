package io.twinstream.sink;

import java.io.Serializable;

/**
 * Where rows go. It is part of a classic job's checkpoint, hence Serializable.
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
   * Writes the rows of one batch. Written again with the same batch, it replaces them where the
   * sink can.
   *
   * @param batch the batch time (classic) or the micro-batch's number (port); in virtual time the
   *     batch time for both
   */
  void write(BatchRows<R> rows, long batch);
}
