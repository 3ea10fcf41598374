package io.twinstream.local;

import io.twinstream.error.UserError;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The kinds of lines that {@code feed --generate} makes. */
public final class Generators {
  /** Makes the lines of one kind. */
  private interface Kind {
    Lines of(long seed, Shares shares, LongSupplier clock);
  }

  private static final Map<String, Kind> KINDS =
      new TreeMap<>(
          Map.of("words", (seed, shares, clock) -> new WordLines(seed), "orders", OrderLines::new));

  private Generators() {}

  /**
   * Returns endless lines of that kind; the same seed and clock give the same lines.
   *
   * @param shares of records that are late, malformed or sent again, where the kind has such
   * @param clock epoch milliseconds, for kinds with times
   * @throws UserError if there is no such kind
   */
  public static Lines of(String kind, long seed, Shares shares, LongSupplier clock) {
    Kind make = KINDS.get(kind);
    if (make == null) {
      throw UserError.usage(
          "--generate %s: known are %s".formatted(kind, String.join(", ", KINDS.keySet())));
    }
    return make.of(seed, shares, clock);
  }
}
