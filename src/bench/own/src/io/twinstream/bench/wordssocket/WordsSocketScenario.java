package io.twinstream.bench.wordssocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.GcLog;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code bench words-socket}: the words of lines that come through a socket. */
public final class WordsSocketScenario
    implements Scenario<WordsSocketContestant, WordsSocketResult> {
  static final String NAME = "words-socket";
  private static final int SHORTEST = 6;
  private static final long MEBIBYTES = 4_096;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "the words of lines that come through a socket as fast as they are read, beside Spark's example.";
  }

  @Override
  public List<WordsSocketContestant> contestants() {
    return List.of(WordsSocketContestant.values());
  }

  @Override
  public void check(BenchOptions options) {
    if (options.words() < 1 || options.seconds() < SHORTEST) {
      throw UserError.usage(
          "--words %d, --seconds %d: write 1 or more words, %d or more seconds"
              .formatted(options.words(), options.seconds(), SHORTEST));
    }
  }

  /** On disk are the write-ahead log and blocks that do not fit into memory. */
  @Override
  public Requirements requirements(BenchOptions options) {
    return Requirements.ofContestant(options.heap(), MEBIBYTES);
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings
        .put("heap", options.heap())
        .put("differentWords", options.words())
        .put("seconds", options.seconds());
  }

  @Override
  public List<WordsSocketResult> run(
      BenchOptions options, Set<WordsSocketContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(options.seconds());
    return new WordsSocketRun(options.words(), length, setup).run(chosen);
  }

  @Override
  public String table(List<WordsSocketResult> results) {
    StringBuilder table =
        new StringBuilder(
            "%-42s %12s %12s %12s %12s %20s%n"
                .formatted(
                    "contestant", "lines/s", "CPU s/M", "delay ms", "max ms", "live at half, end"));
    for (WordsSocketResult each : results) {
      String name = each.contestant().label();
      table.append(each.isValid() ? measured(each) : "%-42s %s%n".formatted(name, each.why()));
    }
    return table.toString();
  }

  private static String measured(WordsSocketResult each) {
    return "%-42s %,12d %12.2f %,12d %,12d %,8d and %,4d MiB%n"
        .formatted(
            each.contestant().label(),
            each.linesPerSecond(),
            each.cpuPerMillion(),
            each.medianDelayMillis(),
            each.maxDelayMillis(),
            each.live().map(GcLog.LiveHeap::atHalf).orElse(0L),
            each.live().map(GcLog.LiveHeap::atEnd).orElse(0L));
  }

  @Override
  public List<Chart> charts(List<WordsSocketResult> valid) {
    return List.of(
        Chart.rates(
            valid, WordsSocketResult::linesPerSecond, List.of(WordsSocketContestant.LIMIT_COUNT)));
  }

  @Override
  public void pass(WordsSocketContestant contestant, List<String> arguments, PrintStream out)
      throws IOException {
    WordsSocketPass.run(contestant, arguments.toArray(String[]::new), out);
  }
}
