package io.twinstream.bench.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Program;
import io.twinstream.bench.shared.RepeatedResult;
import io.twinstream.bench.shared.RepeatedResult.Figure;
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
import java.util.concurrent.TimeUnit;

/** {@code bench receiver}: lines a second through a receiver whose blocks are kept on disk. */
public final class ReceiverScenario implements Scenario<ReceiverContestant, RepeatedResult> {
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
  public List<RepeatedResult> run(BenchOptions options, Set<ReceiverContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    SingleRun passes = new SingleRun(setup.jvm(), LIMIT);
    List<RepeatedResult> results = new ArrayList<>();
    for (ReceiverContestant each : chosen) {
      Program program = Program.here(NAME, each, List.of(Integer.toString(LINES)));
      results.add(
          RepeatedResult.of(
              each,
              Figure.LINES_PER_SECOND,
              options.passes(),
              setup.say(),
              () -> perSecond(passes.run(each, program))));
    }
    return results;
  }

  private static long perSecond(String nanos) {
    return LINES * TimeUnit.SECONDS.toNanos(1) / Long.parseLong(nanos);
  }

  @Override
  public ResultTable<RepeatedResult> table() {
    return RepeatedResult.table(Figure.LINES_PER_SECOND, 40);
  }

  @Override
  public List<Chart> charts(List<RepeatedResult> valid) {
    return RepeatedResult.rates(valid);
  }

  @Override
  public void pass(ReceiverContestant contestant, List<String> arguments, PrintStream out)
      throws Exception {
    out.println(new ReceiverPass(contestant, Integer.parseInt(arguments.get(0))).run());
  }
}
