package io.twinstream.local;

import io.twinstream.error.UserError;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** The kinds of lines that {@code feed --generate} makes. */
public final class Generators {
  private static final Map<String, LongFunction<Lines>> KINDS =
      new TreeMap<>(Map.of("words", WordLines::new));

  private Generators() {}

  /**
   * Returns endless lines of that kind; the same seed gives the same lines.
   *
   * @throws UserError if there is no such kind
   */
  public static Lines of(String kind, long seed) {
    LongFunction<Lines> make = KINDS.get(kind);
    if (make == null) {
      throw UserError.usage(
          "--generate %s: known are %s".formatted(kind, String.join(", ", KINDS.keySet())));
    }
    return make.apply(seed);
  }
}
