package io.twinstream.bench.recovery;

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

/** {@code bench recovery}: from SIGKILL to the first result of the driver that goes on. */
public final class RecoveryScenario implements Scenario<RecoveryContestant, RepeatedResult> {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String HEAP = "2g";

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public String summary() {
    return "from SIGKILL of a driver to the first total of the next one.";
  }

  @Override
  public List<RecoveryContestant> contestants() {
    return List.of(RecoveryContestant.values());
  }

  @Override
  public Requirements requirements(BenchOptions options) {
    return Requirements.ofContestant(HEAP, 0).andBroker();
  }

  @Override
  public void describe(BenchOptions options, ObjectNode settings) {
    settings.put("heap", HEAP).put("times", options.passes());
  }

  @Override
  public List<RepeatedResult> run(BenchOptions options, Set<RecoveryContestant> chosen, Setup setup)
      throws IOException, InterruptedException {
    return new RecoveryRun(setup.project(), setup.kafkaJars(), options.passes(), LIMIT)
        .run(chosen, setup.say());
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
