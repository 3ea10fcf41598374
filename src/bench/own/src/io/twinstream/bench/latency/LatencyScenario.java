package io.twinstream.bench.latency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code bench latency}: from the planned time of a line to its result. */
public final class LatencyScenario implements Scenario<LatencyContestant, LatencyResult> {
  static final String NAME = "latency";
  private static final int LINES_PER_SECOND = 2_000;
  private static final int SHORTEST = 6;
  private static final long MEBIBYTES = 1_024;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "from the time at which a line was to be sent to its result, at 2,000 lines a second through Kafka.";
  }

  @Override
  public List<LatencyContestant> contestants() {
    return List.of(LatencyContestant.values());
  }

  @Override
  public void check(BenchOptions options) {
    if (options.seconds() < SHORTEST) {
      throw UserError.usage(
          "--seconds %d: write %d or more".formatted(options.seconds(), SHORTEST));
    }
  }

  @Override
  public Requirements requirements(BenchOptions options) {
    return Requirements.ofContestant(options.heap(), MEBIBYTES).andBroker();
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings
        .put("heap", options.heap())
        .put("linesPerSecond", LINES_PER_SECOND)
        .put("seconds", options.seconds());
  }

  @Override
  public List<LatencyResult> run(BenchOptions options, Set<LatencyContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(options.seconds());
    return new LatencyRun(LINES_PER_SECOND, length, setup).run(chosen);
  }

  @Override
  public String table(List<LatencyResult> results) {
    StringBuilder table =
        new StringBuilder(
            "%-42s %10s %10s %10s %10s%n"
                .formatted("contestant", "p50 ms", "p99 ms", "p99.9 ms", "max ms"));
    for (LatencyResult each : results) {
      table.append("%-42s".formatted(each.contestant().label()));
      if (each.isCorrect()) {
        for (double percentile : new double[] {50.0, 99.0, 99.9, 100.0}) {
          table.append(" %,10.1f".formatted(each.measured().orElseThrow().millis(percentile)));
        }
      } else {
        table.append(" " + each.why());
      }
      table.append(System.lineSeparator());
    }
    return table.toString();
  }

  @Override
  public List<Chart> charts(List<LatencyResult> valid) {
    List<String> percentiles =
        LatencyResult.PERCENTILES.stream()
            .map(each -> each.toString().replaceFirst("\\.0$", ""))
            .toList();
    return List.of(
        Chart.curves(
            "Milliseconds, by percentile", percentiles, "ms", valid, LatencyResult::millis));
  }

  @Override
  public void pass(LatencyContestant contestant, List<String> arguments, PrintStream out)
      throws Exception {
    out.println(
        LatencyRun.said(LatencyPass.run(contestant, arguments.toArray(String[]::new), out)));
  }
}
