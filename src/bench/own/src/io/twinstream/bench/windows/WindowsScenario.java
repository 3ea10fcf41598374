package io.twinstream.bench.windows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.BatchTimes;
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
  public ResultTable<WindowsResult> table() {
    return new ResultTable<WindowsResult>(40, WindowsResult::isCorrect)
        .column("median ms", 10, each -> "%,d".formatted(each.times().median()))
        .column("min ms", 10, each -> "%,d".formatted(each.times().min()))
        .column("max ms", 10, each -> "%,d".formatted(each.times().max()))
        .column("peak heap", 12, each -> "%,d MiB".formatted(each.times().peakHeapMebibytes()));
  }

  @Override
  public List<Chart> charts(List<WindowsResult> valid) {
    return List.of(
        Chart.times(
            "Time of a batch",
            "milliseconds, median",
            valid,
            each -> each.times().median(),
            each -> each.times().min(),
            each -> each.times().max()));
  }

  @Override
  public void pass(WindowsContestant contestant, List<String> arguments, PrintStream out)
      throws IOException {
    out.println(WindowsPass.run(contestant, Integer.parseInt(arguments.get(0))).json());
  }
}
