package io.twinstream.api;

import java.util.List;

/**
 * Completes the changed rows of a batch to all rows: for a port that writes only changes, while the
 * classic job writes its whole state with every batch.
 *
 * @param initial the rows before the first batch
 * @param removed whether the newest row of a key means that the key is gone
 */
public record Completion<R>(List<R> initial, Removed<R> removed) {
  /** Decides from the newest row of a key whether the key is gone at a batch. */
  @FunctionalInterface
  public interface Removed<R> {
    boolean test(R row, long batch);
  }
}
