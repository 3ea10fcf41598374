package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.ContestantJvm;
import io.twinstream.bench.Needs;
import io.twinstream.bench.Passes;
import io.twinstream.bench.Program;
import io.twinstream.bench.WindowsContestant;
import io.twinstream.bench.WindowsLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench windows}: the time of a batch of a sliding count. */
record WindowsBench(
    int words, Set<WindowsContestant> contestants, ContestantJvm jvm, Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "windows";
  private static final long MEBIBYTES = 1_024;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Needs needs() {
    return Needs.ofContestant(jvm.heap(), MEBIBYTES);
  }

  @Override
  public void describe(ObjectNode settings) {
    settings
        .put("heap", jvm.heap())
        .put("differentWords", words)
        .put("linesPerBatch", WindowsLoad.LINES)
        .put("window", WindowsLoad.WINDOW.toSeconds() + "s")
        .put("slide", WindowsLoad.SLIDE.toSeconds() + "s")
        .put("warmUpBatches", WindowsLoad.WARM_UP)
        .put("measuredBatches", WindowsLoad.MEASURED);
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    Passes passes = new Passes(jvm, LIMIT);
    List<ObjectNode> rows = new ArrayList<>();
    for (WindowsContestant contestant : contestants) {
      rows.add(
          ContestantRow.of(
              JSON.createObjectNode().put("name", contestant.label()),
              contestant.label(),
              say,
              ContestantRow.said(
                  passes,
                  contestant.label(),
                  Program.here(
                      Main.class.getName(), NAME, contestant, List.of(Integer.toString(words))))));
    }
    return rows;
  }

  @Override
  public String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-40s %10s %10s %10s %12s%n"
                .formatted("contestant", "median ms", "min ms", "max ms", "peak heap"));
    for (JsonNode row : result.get("contestants")) {
      JsonNode millis = row.path("millisPerBatch");
      table.append(
          row.get("correct").asBoolean()
              ? "%-40s %,10d %,10d %,10d %,8d MiB%n"
                  .formatted(
                      row.get("name").asText(),
                      millis.get("median").asLong(),
                      millis.get("min").asLong(),
                      millis.get("max").asLong(),
                      row.get("peakHeapMebibytes").asLong())
              : "%-40s %s%n"
                  .formatted(row.get("name").asText(), row.path("failure").asText("WRONG RESULT")));
    }
    return table.toString();
  }
}
