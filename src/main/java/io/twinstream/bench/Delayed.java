package io.twinstream.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch that is done.
 *
 * @param atMillis when its result was there, epoch milliseconds
 * @param lines how many it had
 * @param delayMillis from the end of its interval to its result
 */
record Delayed(long atMillis, long lines, long delayMillis) {
  private static final Pattern SAID = Pattern.compile("batch (\\d+) (\\d+) (\\d+)");

  /** Returns what a contestant says when a batch is done. */
  String said() {
    return "batch %d %d %d".formatted(atMillis, lines, delayMillis);
  }

  /** Returns the batch that such a line tells of. */
  static Optional<Delayed> of(String line) {
    Matcher said = SAID.matcher(line);
    return said.matches()
        ? Optional.of(
            new Delayed(
                Long.parseLong(said.group(1)),
                Long.parseLong(said.group(2)),
                Long.parseLong(said.group(3))))
        : Optional.empty();
  }
}
