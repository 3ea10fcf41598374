package io.twinstream.bench;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How long a contestant took, each of several times.
 *
 * @param millis the shortest first
 * @param failure why there are no more
 */
public record Repeated(String name, List<Long> millis, Optional<String> failure) {
  /** Runs a contestant once; returns how many milliseconds it took. */
  @FunctionalInterface
  interface Once {
    long millis() throws IOException, InterruptedException;
  }

  /** Runs a contestant so often, or until it fails. */
  static Repeated of(String name, int times, Consumer<String> say, Once once)
      throws IOException, InterruptedException {
    List<Long> millis = new ArrayList<>();
    Optional<String> failure = Optional.empty();
    try {
      for (int time = 0; time < times; time++) {
        millis.add(once.millis());
        say.accept("%s: %,d ms".formatted(name, millis.get(time)));
      }
    } catch (UserError failed) {
      say.accept("%s: %s".formatted(name, failed.getMessage()));
      failure = Optional.of(failed.getMessage());
    }
    Collections.sort(millis);
    return new Repeated(name, millis, failure);
  }

  /** Returns the middle one. */
  public long median() {
    return millis.get(millis.size() / 2);
  }
}
