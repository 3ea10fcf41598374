package io.twinstream.local.feed.generator;

import io.twinstream.ends.lines.Lines;
import io.twinstream.error.UserError;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The kinds of lines that {@code feed --generate} makes. */
public final class Generators {
  private static final String WORDS = "words";
  private static final long LINES_OF_WORDS_PER_SECOND = 1_000;
  private static final Map<String, Records> RECORDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("access", new AccessLogLines()),
              Map.entry("agents", new AgentEvents()),
              Map.entry("clicks", new Clicks()),
              Map.entry("devices", new Devices()),
              Map.entry("fleet", new Positions()),
              Map.entry("orders", new Orders()),
              Map.entry("plays", new Plays()),
              Map.entry("samples", new Samples()),
              Map.entry("transactions", new Transactions()),
              Map.entry("visits", new Visits()),
              Map.entry("votes", new Votes())));

  private Generators() {}

  /** Returns the kinds, comma-separated. */
  public static String kinds() {
    return String.join(", ", RECORDS.keySet()) + ", " + WORDS;
  }

  /** Returns how many lines of a kind are sent a second unless it is said. */
  public static long linesPerSecond(String kind) {
    Records records = RECORDS.get(kind);
    return records == null ? LINES_OF_WORDS_PER_SECOND : records.linesPerSecond();
  }

  /**
   * Returns endless lines of that kind; the same seed and clock give the same lines.
   *
   * @param shares of records that are late, malformed or sent again; any line is one of words
   * @param clock epoch milliseconds, for kinds with times
   * @throws UserError if there is no such kind
   */
  public static Lines of(String kind, long seed, Shares shares, LongSupplier clock) {
    if (kind.equals(WORDS)) {
      return new WordLines(seed);
    }
    Records records = RECORDS.get(kind);
    if (records == null) {
      throw UserError.usage("--generate %s: known are %s".formatted(kind, kinds()));
    }
    return new RecordLines(records, seed, shares, clock);
  }

  /**
   * How many of the generated records are not as they should be, each from 0 to 1.
   *
   * @param late made up to half an hour before they are sent
   * @param malformed cannot be read
   * @param duplicate sent before
   */
  public record Shares(double late, double malformed, double duplicate) {
    /** Checks that they are shares. */
    public Shares {
      check("--late", late);
      check("--malformed", malformed);
      check("--duplicate", duplicate);
      if (malformed + duplicate > 1) {
        throw UserError.usage("--malformed and --duplicate: must not be more than 1 together");
      }
    }

    private static void check(String option, double share) {
      if (!(share >= 0 && share <= 1)) {
        throw UserError.usage("%s %s: write a share of 0 to 1".formatted(option, share));
      }
    }
  }
}
