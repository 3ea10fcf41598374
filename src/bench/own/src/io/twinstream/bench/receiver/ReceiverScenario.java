package io.twinstream.bench.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code bench receiver}: lines a second through a receiver whose blocks are kept on disk. */
public final class ReceiverScenario implements Scenario<ReceiverContestant, ReceiverResult> {
  private static final String NAME = "receiver";
  private static final int LINES = 2_000_000;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "lines a second through one receiver, hosted in a query and with the write-ahead log.";
  }

  @Override
  public List<ReceiverContestant> contestants() {
    return List.of(ReceiverContestant.values());
  }

  @Override
  public Requirements requirements(BenchOptions options) {
    return Requirements.ofContestant(options.heap(), 0);
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings.put("heap", options.heap()).put("lines", LINES).put("times", options.passes());
  }

  @Override
  public List<ReceiverResult> run(BenchOptions options, Set<ReceiverContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    SingleRun passes = new SingleRun(setup.jvm(), LIMIT);
    List<ReceiverResult> results = new ArrayList<>();
    for (ReceiverContestant each : chosen) {
      Program program = Program.here(NAME, each, List.of(Integer.toString(LINES)));
      List<Long> rates = new ArrayList<>();
      Optional<String> failure = Optional.empty();
      try {
        for (int time = 0; time < options.passes(); time++) {
          long nanos = Long.parseLong(passes.run(each, program));
          rates.add(LINES * TimeUnit.SECONDS.toNanos(1) / nanos);
          setup.say().accept("%s: %,d lines/s".formatted(each.label(), rates.get(time)));
        }
      } catch (UserError failed) {
        setup.say().accept("%s: %s".formatted(each.label(), failed.getMessage()));
        failure = Optional.of(failed.getMessage());
      }
      Collections.sort(rates);
      results.add(new ReceiverResult(each, rates, failure));
    }
    return results;
  }

  @Override
  public ResultTable<ReceiverResult> table() {
    return new ResultTable<ReceiverResult>(40, ReceiverResult::isCorrect)
        .column("lines/s", 12, each -> "%,d".formatted(each.median()))
        .column("min", 12, each -> "%,d".formatted(each.min()))
        .column("max", 12, each -> "%,d".formatted(each.max()));
  }

  @Override
  public List<Chart> charts(List<ReceiverResult> valid) {
    return List.of(
        Chart.rates(
            valid, ReceiverResult::median, ReceiverResult::min, ReceiverResult::max, List.of()));
  }

  @Override
  public void pass(ReceiverContestant contestant, List<String> arguments, PrintStream out)
      throws Exception {
    out.println(new ReceiverPass(contestant, Integer.parseInt(arguments.get(0))).run());
  }
}
