package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
  private static final ObjectMapper JSON = new ObjectMapper();

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
        .run(contestants, say).stream().map(StartBench::row).toList();
  }

  private static ObjectNode row(Starts.Result each) {
    ObjectNode row =
        JSON.createObjectNode()
            .put("name", each.contestant().label())
            .put("correct", each.failure().isEmpty());
    each.failure().ifPresent(why -> row.put("failure", why));
    if (each.failure().isEmpty()) {
      row.putObject("millisToFirstResult")
          .put("median", each.median())
          .put("min", each.millis().get(0))
          .put("max", each.millis().get(each.millis().size() - 1));
    }
    return row;
  }

  @Override
  public String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-32s %10s %10s %10s%n".formatted("contestant", "median ms", "min", "max"));
    for (JsonNode row : result.get("contestants")) {
      JsonNode millis = row.path("millisToFirstResult");
      table.append(
          row.get("correct").asBoolean()
              ? "%-32s %,10d %,10d %,10d%n"
                  .formatted(
                      row.get("name").asText(),
                      millis.get("median").asLong(),
                      millis.get("min").asLong(),
                      millis.get("max").asLong())
              : "%-32s %s%n".formatted(row.get("name").asText(), row.get("failure").asText()));
    }
    return table.toString();
  }
}
