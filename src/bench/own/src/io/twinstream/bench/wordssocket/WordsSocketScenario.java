package io.twinstream.bench.wordssocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.GcLog;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.ResultTable;
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
  public ResultTable<WordsSocketResult> table() {
    return new ResultTable<WordsSocketResult>(42, WordsSocketResult::isValid)
        .column("lines/s", 12, each -> "%,d".formatted(each.linesPerSecond()))
        .column("CPU s/M", 12, each -> "%.2f".formatted(each.cpuPerMillion()))
        .column("delay ms", 12, each -> "%,d".formatted(each.medianDelayMillis()))
        .column("max ms", 12, each -> "%,d".formatted(each.maxDelayMillis()))
        .column("live at half, end", 20, WordsSocketScenario::live);
  }

  private static String live(WordsSocketResult result) {
    return "%,d and %,d MiB"
        .formatted(
            result.live().map(GcLog.LiveHeap::atHalf).orElse(0L),
            result.live().map(GcLog.LiveHeap::atEnd).orElse(0L));
  }

  @Override
  public List<Chart> charts(List<WordsSocketResult> valid) {
    return List.of(
        Chart.rates(
            valid,
            WordsSocketResult::linesPerSecond,
            WordsSocketResult::linesPerSecond,
            WordsSocketResult::linesPerSecond,
            List.of(WordsSocketContestant.LIMIT_COUNT)));
  }

  @Override
  public void pass(WordsSocketContestant contestant, List<String> arguments, PrintStream out)
      throws IOException {
    WordsSocketPass.run(contestant, arguments.toArray(String[]::new), out);
  }
}
