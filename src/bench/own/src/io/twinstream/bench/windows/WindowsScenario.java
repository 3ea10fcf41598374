package io.twinstream.bench.windows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.BatchTimes;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import io.twinstream.bench.shared.SingleRun;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code bench windows}: the time of a batch of a sliding count. */
public final class WindowsScenario implements Scenario<WindowsContestant, WindowsResult> {
  private static final String NAME = "windows";
  private static final long MEBIBYTES = 1_024;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "the time of a batch of a sliding count.";
  }

  @Override
  public List<WindowsContestant> contestants() {
    return List.of(WindowsContestant.values());
  }

  @Override
  public Requirements requirements(BenchOptions options) {
    return Requirements.ofContestant(options.heap(), MEBIBYTES);
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings
        .put("heap", options.heap())
        .put("differentWords", options.words())
        .put("linesPerBatch", WindowsLoad.LINES)
        .put("window", WindowsLoad.WINDOW.toSeconds() + "s")
        .put("slide", WindowsLoad.SLIDE.toSeconds() + "s")
        .put("warmUpBatches", WindowsLoad.WARM_UP)
        .put("measuredBatches", WindowsLoad.MEASURED);
  }

  @Override
  public List<WindowsResult> run(BenchOptions options, Set<WindowsContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    SingleRun passes = new SingleRun(setup.jvm(), LIMIT);
    List<WindowsResult> results = new ArrayList<>();
    for (WindowsContestant each : chosen) {
      Program program = Program.here(NAME, each, List.of(Integer.toString(options.words())));
      results.add(
          new WindowsResult(
              each,
              Attempt.of(
                  each.label(), setup.say(), () -> BatchTimes.parse(passes.run(each, program)))));
    }
    return results;
  }

  @Override
  public String table(List<WindowsResult> results) {
    StringBuilder table =
        new StringBuilder(
            "%-40s %10s %10s %10s %12s%n"
                .formatted("contestant", "median ms", "min ms", "max ms", "peak heap"));
    for (WindowsResult each : results) {
      String name = each.contestant().label();
      table.append(
          each.isCorrect()
              ? "%-40s %,10d %,10d %,10d %,8d MiB%n"
                  .formatted(
                      name,
                      each.times().median(),
                      each.times().min(),
                      each.times().max(),
                      each.times().peakHeapMebibytes())
              : "%-40s %s%n".formatted(name, each.why()));
    }
    return table.toString();
  }

  @Override
  public List<Chart> charts(List<WindowsResult> valid) {
    return List.of(
        Chart.bars("Median milliseconds of a batch", valid, each -> each.times().median()));
  }

  @Override
  public void pass(WindowsContestant contestant, List<String> arguments, PrintStream out)
      throws IOException {
    out.println(WindowsPass.run(contestant, Integer.parseInt(arguments.get(0))).json());
  }
}
