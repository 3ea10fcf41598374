package io.twinstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Needs;
import io.twinstream.bench.StartContestant;
import io.twinstream.bench.Starts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench start}: from the start of a process to its first result. */
record StartBench(int times, Set<StartContestant> contestants, Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "start";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String HEAP = "2g";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Needs needs() {
    return Needs.ofContestant(HEAP, 0);
  }

  @Override
  public void describe(ObjectNode settings) {
    settings.put("heap", HEAP).put("times", times);
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    return new Starts(ProjectFolder.resolve("").toAbsolutePath(), times, LIMIT)
        .run(contestants, say).stream().map(RepeatedRows::row).toList();
  }

  @Override
  public String table(ObjectNode result) {
    return RepeatedRows.table(result);
  }
}
