package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.ContestantJvm;
import io.twinstream.bench.Needs;
import io.twinstream.bench.Passes;
import io.twinstream.bench.Program;
import io.twinstream.bench.StateContestant;
import io.twinstream.bench.StateLoad;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench state}: the time of a batch by how many keys the state has. */
record StateBench(
    List<Integer> keys, Set<StateContestant> contestants, ContestantJvm jvm, Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "state";
  private static final long MEBIBYTES_AT_LEAST = 256;
  private static final long BYTES_PER_KEY = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  StateBench {
    for (int count : keys) {
      if (count < StateLoad.UPDATES) {
        throw UserError.usage("--keys %d: write %d or more".formatted(count, StateLoad.UPDATES));
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** On disk are the input and the checkpoints that are kept. */
  @Override
  public Needs needs() {
    long most = keys.stream().mapToLong(Integer::longValue).max().orElse(0);
    return Needs.ofContestant(jvm.heap(), MEBIBYTES_AT_LEAST + (most * BYTES_PER_KEY >> 20));
  }

  @Override
  public void describe(ObjectNode settings) {
    settings
        .put("heap", jvm.heap())
        .put("updatesPerBatch", StateLoad.UPDATES)
        .put("warmUpBatches", StateLoad.WARM_UP)
        .put("measuredBatches", StateLoad.MEASURED);
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    List<ObjectNode> rows = new ArrayList<>();
    Passes passes = new Passes(jvm, LIMIT);
    for (int count : keys) {
      for (StateContestant contestant : StateContestant.values()) {
        if (contestants.contains(contestant)) {
          rows.add(pass(passes, contestant, count));
        }
      }
    }
    return rows;
  }

  private ObjectNode pass(Passes passes, StateContestant contestant, int count)
      throws IOException, InterruptedException {
    return ContestantRow.of(
        JSON.createObjectNode().put("name", contestant.label()).put("keys", count),
        "%,d keys, %s".formatted(count, contestant.label()),
        say,
        ContestantRow.said(
            passes,
            contestant.label(),
            Program.here(
                Main.class.getName(), NAME, contestant, List.of(Integer.toString(count)))));
  }

  @Override
  public String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-32s %12s %10s %10s %10s %12s%n"
                .formatted("contestant", "keys", "median ms", "min ms", "max ms", "peak heap"));
    for (JsonNode row : result.get("contestants")) {
      JsonNode millis = row.path("millisPerBatch");
      table.append(
          row.get("correct").asBoolean()
              ? "%-32s %,12d %,10d %,10d %,10d %,8d MiB%n"
                  .formatted(
                      row.get("name").asText(),
                      row.get("keys").asInt(),
                      millis.get("median").asLong(),
                      millis.get("min").asLong(),
                      millis.get("max").asLong(),
                      row.get("peakHeapMebibytes").asLong())
              : "%-32s %,12d %s%n"
                  .formatted(
                      row.get("name").asText(),
                      row.get("keys").asInt(),
                      row.path("failure").asText("WRONG RESULT")));
    }
    return table.toString();
  }
}
