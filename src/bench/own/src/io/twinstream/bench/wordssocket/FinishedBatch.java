package io.twinstream.bench.wordssocket;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A batch that is done.
 *
 * @param atMillis when its result was there, epoch milliseconds
 * @param lines how many it had
 * @param delayMillis from the end of its interval to its result
 * @param cpuMillis what its process had worked until then
 */
record FinishedBatch(long atMillis, long lines, long delayMillis, long cpuMillis) {
  private static final Pattern SAID = Pattern.compile("batch (\\d+) (\\d+) (\\d+) (\\d+)");

  /** Returns a batch of this process that is done now. */
  static FinishedBatch now(long lines, long delayMillis) {
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return new FinishedBatch(System.currentTimeMillis(), lines, delayMillis, cpu.toMillis());
  }

  /** Returns what a contestant says when a batch is done. */
  String said() {
    return "batch %d %d %d %d".formatted(atMillis, lines, delayMillis, cpuMillis);
  }

  /** Returns the batch that such a line tells of. */
  static Optional<FinishedBatch> of(String line) {
    Matcher said = SAID.matcher(line);
    return said.matches()
        ? Optional.of(
            new FinishedBatch(
                Long.parseLong(said.group(1)),
                Long.parseLong(said.group(2)),
                Long.parseLong(said.group(3)),
                Long.parseLong(said.group(4))))
        : Optional.empty();
  }
}
