package io.twinstream.bench.state;

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
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code bench state}: the time of a batch by how many keys the state has. */
public final class StateScenario implements Scenario<StateContestant, StateResult> {
  static final String NAME = "state";
  private static final long MEBIBYTES_AT_LEAST = 256;
  private static final long BYTES_PER_KEY = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "the time of a batch that updates 1,000 keys, by how many the state has.";
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public List<StateContestant> contestants() {
    return List.of(StateContestant.values());
  }

  @Override
  public void check(BenchOptions options) {
    for (int count : options.keys()) {
      if (count < StateLoad.UPDATES) {
        throw UserError.usage("--keys %d: write %d or more".formatted(count, StateLoad.UPDATES));
      }
    }
  }

  /** On disk are the input and the checkpoints that are kept. */
  @Override
  public Requirements requirements(BenchOptions options) {
    long most = options.keys().stream().mapToLong(Integer::longValue).max().orElse(0);
    return Requirements.ofContestant(
        options.heap(), MEBIBYTES_AT_LEAST + (most * BYTES_PER_KEY >> 20));
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings
        .put("heap", options.heap())
        .put("updatesPerBatch", StateLoad.UPDATES)
        .put("warmUpBatches", StateLoad.WARM_UP)
        .put("measuredBatches", StateLoad.MEASURED);
  }

  @Override
  public List<StateResult> run(BenchOptions options, Set<StateContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    SingleRun passes = new SingleRun(setup.jvm(), LIMIT);
    List<StateResult> results = new ArrayList<>();
    for (int keys : options.keys()) {
      for (StateContestant each : chosen) {
        Program program = Program.here(NAME, each, List.of(Integer.toString(keys)));
        results.add(
            new StateResult(
                each,
                keys,
                Attempt.of(
                    "%,d keys, %s".formatted(keys, each.label()),
                    setup.say(),
                    () -> BatchTimes.parse(passes.run(each, program)))));
      }
    }
    return results;
  }

  @Override
  public ResultTable<StateResult> table() {
    return new ResultTable<StateResult>(32, StateResult::isCorrect)
        .key("keys", 12, each -> "%,d".formatted(each.keys()))
        .column("median ms", 10, each -> "%,d".formatted(each.times().median()))
        .column("min ms", 10, each -> "%,d".formatted(each.times().min()))
        .column("max ms", 10, each -> "%,d".formatted(each.times().max()))
        .column("peak heap", 12, each -> "%,d MiB".formatted(each.times().peakHeapMebibytes()));
  }

  @Override
  public List<Chart> charts(List<StateResult> valid) {
    return List.of(
        Chart.byKeys(
            "Median time of a batch, by keys",
            "milliseconds (log)",
            valid,
            StateResult::keys,
            each -> each.times().median()),
        Chart.byKeys(
            "Longest time of a batch, by keys",
            "milliseconds (log)",
            valid,
            StateResult::keys,
            each -> each.times().max()));
  }

  @Override
  public void pass(StateContestant contestant, List<String> arguments, PrintStream out)
      throws IOException {
    out.println(StatePass.run(contestant, Integer.parseInt(arguments.get(0))).json());
  }
}
