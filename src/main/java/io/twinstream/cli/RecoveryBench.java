package io.twinstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Needs;
import io.twinstream.bench.Recovery;
import io.twinstream.bench.RecoveryContestant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench recovery}: from SIGKILL to the first result of the driver that goes on. */
record RecoveryBench(int times, Set<RecoveryContestant> contestants, Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "recovery";
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String HEAP = "2g";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Needs needs() {
    return Needs.ofContestant(HEAP, 0).andBroker();
  }

  @Override
  public void describe(ObjectNode settings) {
    settings.put("heap", HEAP).put("times", times);
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    return new Recovery(
            ProjectFolder.resolve("").toAbsolutePath(),
            ProjectFolder.resolve("target/kafka/jars"),
            times,
            LIMIT)
        .run(contestants, say).stream().map(RepeatedRows::row).toList();
  }

  @Override
  public String table(ObjectNode result) {
    return RepeatedRows.table(result);
  }
}
