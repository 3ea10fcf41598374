package io.twinstream.api;

import java.util.List;

/**
 * How to make all rows of a batch from the changed ones: for a port that writes what has changed,
 * beside a classic job that writes its whole state with every batch.
 *
 * @param initial the rows before the first batch
 * @param removed tells of the newest row of a key that the key is gone
 */
public record Completion<R>(List<R> initial, Removed<R> removed) {
  /** Tells of the newest row of a key whether the key is gone at a batch. */
  @FunctionalInterface
  public interface Removed<R> {
    boolean test(R row, long batch);
  }
}
