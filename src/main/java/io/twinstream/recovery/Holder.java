package io.twinstream.recovery;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The driver that holds a checkpoint.
 *
 * @param epoch its turn
 * @param pid its process
 * @param host where that is
 * @param startedAt when it took the checkpoint over
 */
public record Holder(long epoch, long pid, String host, Instant startedAt) {
  private static final Pattern TEXT =
      Pattern.compile("process (\\d{1,18}) on (\\S+), started at (\\S+Z)");

  /** Reads what {@link #toString} writes. */
  static Optional<Holder> of(long epoch, String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Holder(
                epoch,
                Long.parseLong(matcher.group(1)),
                matcher.group(2),
                Instant.parse(matcher.group(3))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "process %d on %s, started at %s".formatted(pid, host, startedAt);
  }
}
