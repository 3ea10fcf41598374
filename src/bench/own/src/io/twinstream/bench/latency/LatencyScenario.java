package io.twinstream.bench.latency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Curves;
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

/** {@code bench latency}: from the planned time of a line to its result. */
public final class LatencyScenario implements Scenario<LatencyContestant, LatencyResult> {
  static final String NAME = "latency";
  private static final double LEAST_BEYOND = 2e-4;
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
  public ResultTable<LatencyResult> table() {
    return new ResultTable<LatencyResult>(42, LatencyResult::isCorrect)
        .column("p50 ms", 10, each -> shown(each, 50.0))
        .column("p99 ms", 10, each -> shown(each, 99.0))
        .column("p99.9 ms", 10, each -> shown(each, 99.9))
        .column("max ms", 10, each -> shown(each, 100.0));
  }

  private static String shown(LatencyResult result, double percentile) {
    return "%,.1f".formatted(result.measured().orElseThrow().millis(percentile));
  }

  @Override
  public List<Chart> charts(List<LatencyResult> valid) {
    return List.of(
        Chart.curves(
            "Latency, by percentile",
            "percentile (log of what is beyond)",
            LatencyResult.PERCENTILES.stream().map(LatencyScenario::place).toList(),
            "milliseconds (log)",
            valid,
            LatencyResult::millis));
  }

  /** The few that are late are what matters, so they get the room. */
  private static Curves.Place place(double percentile) {
    boolean hasRoom = percentile == 0 || percentile >= 50 && percentile != 99.5;
    String label = percentile == 100 ? "max" : Double.toString(percentile).replaceFirst("\\.0$", "");
    double beyond = Math.max(LEAST_BEYOND, 1 - percentile / 100);
    return new Curves.Place(hasRoom ? label : "", -Math.log10(beyond));
  }

  @Override
  public void pass(LatencyContestant contestant, List<String> arguments, PrintStream out)
      throws Exception {
    out.println(
        LatencyRun.said(LatencyPass.run(contestant, arguments.toArray(String[]::new), out)));
  }
}
