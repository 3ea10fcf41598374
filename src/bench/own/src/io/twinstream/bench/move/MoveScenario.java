package io.twinstream.bench.move;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Attempt;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.ResultTable;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import io.twinstream.bench.shared.SingleRun;
import io.twinstream.bench.state.StateContestant;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code bench move}: how long a savepoint takes, by how many keys the state has. */
public final class MoveScenario implements Scenario<StateContestant, MoveResult> {
  static final String NAME = "move";
  private static final long MEBIBYTES_AT_LEAST = 256;
  private static final long BYTES_PER_KEY = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(20);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "how long a savepoint takes, by how many keys the state has.";
  }

  @Override
  public List<StateContestant> contestants() {
    return List.of(StateContestant.values());
  }

  @Override
  public void check(BenchOptions options) {
    for (int count : options.keys()) {
      if (count < 1) {
        throw UserError.usage("--keys %d: write 1 or more".formatted(count));
      }
    }
  }

  @Override
  public Requirements requirements(BenchOptions options) {
    long most = options.keys().stream().mapToLong(Integer::longValue).max().orElse(0);
    return Requirements.ofContestant(
        options.heap(), MEBIBYTES_AT_LEAST + (most * BYTES_PER_KEY >> 20));
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings.put("heapOfSavepoint", "2g");
  }

  @Override
  public List<MoveResult> run(BenchOptions options, Set<StateContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    MoveRun moves = new MoveRun(setup.project(), new SingleRun(setup.jvm(), LIMIT), LIMIT);
    List<MoveResult> results = new ArrayList<>();
    for (int keys : options.keys()) {
      for (StateContestant each : chosen) {
        results.add(
            new MoveResult(
                each,
                keys,
                Attempt.of(
                    "%,d keys, %s".formatted(keys, each.label()),
                    setup.say(),
                    () -> moves.run(each, keys))));
      }
    }
    return results;
  }

  @Override
  public ResultTable<MoveResult> table() {
    return new ResultTable<MoveResult>(32, MoveResult::isCorrect)
        .key("keys", 12, each -> "%,d".formatted(each.keys()))
        .column("seconds", 10, each -> "%,.1f".formatted(each.seconds()))
        .column("keys/s", 12, each -> "%,d".formatted(each.keysPerSecond()))
        .column("peak memory", 12, each -> "%,d MiB".formatted(each.measured().peakMebibytes()));
  }

  @Override
  public List<Chart> charts(List<MoveResult> valid) {
    return List.of(
        Chart.byKeys(
            "Time of a savepoint, by keys", "seconds (log)", valid, MoveResult::keys, MoveResult::seconds));
  }

  @Override
  public void pass(StateContestant contestant, List<String> arguments, PrintStream out)
      throws IOException {
    MovePass.fill(contestant, Integer.parseInt(arguments.get(0)), Path.of(arguments.get(1)));
    out.println("filled");
  }
}
