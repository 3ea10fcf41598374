package io.twinstream.bench.start;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.RepeatedResult;
import io.twinstream.bench.shared.RepeatedResult.Figure;
import io.twinstream.bench.shared.Requirements;
import io.twinstream.bench.shared.ResultTable;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code bench start}: from the start of a process to its first result. */
public final class StartScenario implements Scenario<StartContestant, RepeatedResult> {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String HEAP = "2g";

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String summary() {
    return "from the start of a process to its first result, beside Spark's examples by spark-submit.";
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public List<StartContestant> contestants() {
    return List.of(StartContestant.values());
  }

  @Override
  public Requirements requirements(BenchOptions options) {
    return Requirements.ofContestant(HEAP, 0);
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings.put("heap", HEAP).put("times", options.passes());
  }

  @Override
  public List<RepeatedResult> run(BenchOptions options, Set<StartContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    return new StartRun(setup.project(), options.passes(), LIMIT).run(chosen, setup.say());
  }

  @Override
  public ResultTable<RepeatedResult> table() {
    return RepeatedResult.table(Figure.MILLIS_TO_FIRST_RESULT, 32);
  }

  @Override
  public List<Chart> charts(List<RepeatedResult> valid) {
    return RepeatedResult.times(valid);
  }
}
