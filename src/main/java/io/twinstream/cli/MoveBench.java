package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.ContestantJvm;
import io.twinstream.bench.Moves;
import io.twinstream.bench.Needs;
import io.twinstream.bench.Passes;
import io.twinstream.bench.StateContestant;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench move}: how long a savepoint takes, by how many keys the state has. */
record MoveBench(
    List<Integer> keys, Set<StateContestant> contestants, ContestantJvm jvm, Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "move";
  private static final long MEBIBYTES_AT_LEAST = 256;
  private static final long BYTES_PER_KEY = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final double MILLIS = 1e3;

  MoveBench {
    for (int count : keys) {
      if (count < 1) {
        throw UserError.usage("--keys %d: write 1 or more".formatted(count));
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Needs needs() {
    long most = keys.stream().mapToLong(Integer::longValue).max().orElse(0);
    return Needs.ofContestant(jvm.heap(), MEBIBYTES_AT_LEAST + (most * BYTES_PER_KEY >> 20));
  }

  @Override
  public void describe(ObjectNode settings) {
    settings.put("heapOfSavepoint", "2g");
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    Moves moves =
        new Moves(
            ProjectFolder.resolve("").toAbsolutePath(),
            new Passes(jvm, LIMIT),
            Main.class.getName(),
            LIMIT);
    List<ObjectNode> rows = new ArrayList<>();
    for (int count : keys) {
      for (StateContestant contestant : contestants) {
        rows.add(row(moves, contestant, count));
      }
    }
    return rows;
  }

  private ObjectNode row(Moves moves, StateContestant contestant, int count)
      throws IOException, InterruptedException {
    return ContestantRow.of(
        JsonNodeFactory.instance.objectNode().put("name", contestant.label()).put("keys", count),
        "%,d keys, %s".formatted(count, contestant.label()),
        say,
        row -> {
          Moves.Result result = moves.run(contestant, count);
          row.put("correct", result.isCorrect())
              .put("savepointSeconds", result.millis() / MILLIS)
              .put("keysPerSecond", Math.round(count * MILLIS / result.millis()))
              .put("peakMemoryMebibytes", result.peakMebibytes());
        });
  }

  @Override
  public String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-32s %12s %10s %12s %12s%n"
                .formatted("contestant", "keys", "seconds", "keys/s", "peak memory"));
    for (JsonNode row : result.get("contestants")) {
      table.append(
          row.get("correct").asBoolean()
              ? "%-32s %,12d %,10.1f %,12d %,8d MiB%n"
                  .formatted(
                      row.get("name").asText(),
                      row.get("keys").asInt(),
                      row.get("savepointSeconds").asDouble(),
                      row.get("keysPerSecond").asLong(),
                      row.get("peakMemoryMebibytes").asLong())
              : "%-32s %,12d %s%n"
                  .formatted(
                      row.get("name").asText(),
                      row.get("keys").asInt(),
                      row.path("failure").asText("WRONG RESULT")));
    }
    return table.toString();
  }
}
