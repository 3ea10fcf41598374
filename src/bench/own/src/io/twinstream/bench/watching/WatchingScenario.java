package io.twinstream.bench.watching;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.ResultTable;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import io.twinstream.bench.shared.SingleRun;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code bench watching}: what figures, page and metrics cost, as a share of a batch. */
public final class WatchingScenario implements Scenario<WatchingContestant, WatchingResult> {
  private static final String NAME = "watching";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "what a run's figures, its page and its metrics cost, as a share of a batch.";
  }

  @Override
  public List<WatchingContestant> contestants() {
    return List.of(WatchingContestant.values());
  }

  @Override
  public Requirements requirements(BenchOptions options) {
    return Requirements.ofContestant(options.heap(), 0);
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings
        .put("heap", options.heap())
        .put("linesPerBatch", WatchingPass.LINES)
        .put("warmUpBatches", WatchingPass.WARM_UP)
        .put("measuredBatches", WatchingPass.MEASURED);
  }

  @Override
  public List<WatchingResult> run(BenchOptions options, Set<WatchingContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    SingleRun passes = new SingleRun(setup.jvm(), LIMIT);
    List<WatchingResult> results = new ArrayList<>();
    for (WatchingContestant each : chosen) {
      Program program = Program.here(NAME, each, List.of());
      results.add(
          new WatchingResult(
              each,
              Attempt.of(
                  each.label(),
                  setup.say(),
                  () -> WatchingCosts.parse(passes.run(each, program)))));
    }
    return results;
  }

  @Override
  public ResultTable<WatchingResult> table() {
    return new ResultTable<WatchingResult>(24, WatchingResult::isCorrect)
        .column("batch ms", 10, each -> "%.1f".formatted(each.costs().batchMillis()))
        .column("listener us", 12, each -> "%.1f".formatted(each.costs().listenerMicros()))
        .column("page us", 10, each -> "%.1f".formatted(each.costs().pageMicros()))
        .column("metrics us", 12, each -> "%.1f".formatted(each.costs().metricsMicros()))
        .column("state us", 10, each -> "%.1f".formatted(each.costs().stateMicros()))
        .column("% of a batch", 14, each -> "%.2f".formatted(each.costs().percent()));
  }

  @Override
  public List<Chart> charts(List<WatchingResult> valid) {
    return List.of(
        Chart.times(
            "Watching a run, as a share of a batch",
            "percent",
            valid,
            each -> each.costs().percent(),
            each -> each.costs().percent(),
            each -> each.costs().percent()));
  }

  @Override
  public void pass(WatchingContestant contestant, List<String> arguments, PrintStream out)
      throws Exception {
    out.println(new WatchingPass(contestant).run().json());
  }
}
