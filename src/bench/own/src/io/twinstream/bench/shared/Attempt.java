package io.twinstream.bench.shared;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What was measured of a contestant, or why there is nothing.
 *
 * @param measured empty if it failed
 * @param failure empty if it did not
 */
public record Attempt<M>(Optional<M> measured, Optional<String> failure) {
  /** Measures a contestant. */
  @FunctionalInterface
  public interface Measuring<M> {
    /**
     * Returns what was measured.
     *
     * @throws UserError if it fails
     */
    M measure() throws IOException, InterruptedException;
  }

  /** Measures a contestant; a failure is said and returned, and the others go on. */
  public static <M> Attempt<M> of(String what, Consumer<String> say, Measuring<M> measuring)
      throws IOException, InterruptedException {
    say.accept(what);
    try {
      return new Attempt<>(Optional.of(measuring.measure()), Optional.empty());
    } catch (UserError failure) {
      say.accept(what + ": " + failure.getMessage());
      return new Attempt<>(Optional.empty(), Optional.of(failure.getMessage()));
    }
  }
}
