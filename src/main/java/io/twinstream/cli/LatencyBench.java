package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.ContestantJvm;
import io.twinstream.bench.Latency;
import io.twinstream.bench.LatencyContestant;
import io.twinstream.bench.LatencyResult;
import io.twinstream.bench.Needs;
import io.twinstream.bench.Places;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench latency}: from the planned time of a line to its result. */
record LatencyBench(
    int seconds, Set<LatencyContestant> contestants, ContestantJvm jvm, Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "latency";
  private static final int LINES_PER_SECOND = 2_000;
  private static final int SHORTEST = 6;
  private static final long MEBIBYTES = 1_024;
  private static final ObjectMapper JSON = new ObjectMapper();

  LatencyBench {
    if (seconds < SHORTEST) {
      throw UserError.usage("--seconds %d: write %d or more".formatted(seconds, SHORTEST));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Needs needs() {
    return Needs.ofContestant(jvm.heap(), MEBIBYTES).andBroker();
  }

  @Override
  public void describe(ObjectNode settings) {
    settings
        .put("heap", jvm.heap())
        .put("linesPerSecond", LINES_PER_SECOND)
        .put("seconds", seconds);
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    return new Latency(LINES_PER_SECOND, Duration.ofSeconds(seconds), jvm)
            .run(
                contestants,
                new Places(
                    ProjectFolder.resolve("target/kafka/jars"),
                    ProjectFolder.resolve("src/bench"),
                    Main.class.getName()),
                say)
            .stream()
            .map(LatencyBench::row)
            .toList();
  }

  private static ObjectNode row(LatencyResult each) {
    ObjectNode row = JSON.createObjectNode().put("name", each.contestant().label());
    row.put("correct", each.measured().map(LatencyResult.Measured::isCorrect).orElse(false));
    each.measured()
        .ifPresent(
            measured -> {
              ArrayNode curve = row.putArray("percentiles");
              for (double percentile : LatencyResult.PERCENTILES) {
                curve
                    .addObject()
                    .put("percentile", percentile)
                    .put("millis", measured.millis(percentile));
              }
            });
    each.failure().ifPresent(why -> row.put("failure", why));
    return row;
  }

  @Override
  public String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-42s %10s %10s %10s %10s%n"
                .formatted("contestant", "p50 ms", "p99 ms", "p99.9 ms", "max ms"));
    for (JsonNode row : result.get("contestants")) {
      table.append("%-42s".formatted(row.get("name").asText()));
      if (row.get("correct").asBoolean()) {
        for (double percentile : new double[] {50.0, 99.0, 99.9, 100.0}) {
          table.append(" %,10.1f".formatted(millis(row, percentile)));
        }
      } else {
        table.append(" " + row.path("failure").asText("WRONG RESULT"));
      }
      table.append(System.lineSeparator());
    }
    return table.toString();
  }

  private static double millis(JsonNode row, double percentile) {
    return row.get("percentiles")
        .get(LatencyResult.PERCENTILES.indexOf(percentile))
        .get("millis")
        .asDouble();
  }
}
