package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.ContestantJvm;
import io.twinstream.bench.Needs;
import io.twinstream.bench.Places;
import io.twinstream.bench.Rounds;
import io.twinstream.bench.WordsContestant;
import io.twinstream.bench.WordsKafka;
import io.twinstream.bench.WordsResult;
import io.twinstream.bench.WordsTopic;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench words-kafka}: running totals of the words of a topic. */
record WordsBench(
    int lines,
    int words,
    Rounds rounds,
    Set<WordsContestant> contestants,
    ContestantJvm jvm,
    Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "words-kafka";
  private static final long MEBIBYTES_AT_LEAST = 256;
  private static final long BYTES_PER_LINE = 400;
  private static final long BYTES_PER_WORD = 1_000;
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  WordsBench {
    if (lines < 1 || words < 1 || rounds.measured() < 1) {
      throw UserError.usage(
          "--lines %d, --words %d, --passes %d: each must be 1 or more"
              .formatted(lines, words, rounds.measured()));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** On disk are the topic, a slow contestant's part of it, a shuffle and checkpoints. */
  @Override
  public Needs needs() {
    return Needs.ofContestant(
            jvm.heap(),
            MEBIBYTES_AT_LEAST + (lines * BYTES_PER_LINE + words * BYTES_PER_WORD >> 20))
        .andBroker();
  }

  @Override
  public void describe(ObjectNode settings) {
    settings
        .put("heap", jvm.heap())
        .put("lines", lines)
        .put("differentWords", words)
        .put("warmUpSecondsAtLeast", rounds.leastWarmUp().toSeconds())
        .put("measuredPasses", rounds.measured());
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    Places places =
        new Places(
            ProjectFolder.resolve("target/kafka/jars"),
            ProjectFolder.resolve("src/bench"),
            Main.class.getName());
    return new WordsKafka(new WordsTopic(lines, words), rounds, jvm, LIMIT)
        .run(contestants, places, say).stream().map(WordsBench::row).toList();
  }

  private static ObjectNode row(WordsResult each) {
    ObjectNode row =
        JSON.createObjectNode()
            .put("name", each.contestant().label())
            .put("correct", each.isCorrect());
    if (each.failure().isPresent()) {
      return row.put("failure", each.failure().get());
    }
    row.put("lines", each.lines());
    row.putObject("linesPerSecond")
        .put("median", each.median())
        .put("min", each.linesPerSecond().get(0))
        .put("max", each.linesPerSecond().get(each.linesPerSecond().size() - 1))
        .put("warmUp", each.warmUpLinesPerSecond());
    row.put("cpuSecondsPerPass", each.cpuSecondsPerPass())
        .put("gcPauseSeconds", each.gcPauseSeconds())
        .put("peakHeapMebibytes", each.peakHeapMebibytes())
        .put("bytesAllocatedPerWord", each.bytesAllocatedPerWord());
    each.writtenMebibytes().ifPresent(written -> row.put("writtenMebibytes", written));
    return row;
  }

  @Override
  public String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-32s %12s %12s %12s %12s %8s %8s %10s %8s %10s%n"
                .formatted(
                    "contestant",
                    "lines/s",
                    "min",
                    "max",
                    "warm-up",
                    "CPU s",
                    "GC s",
                    "peak heap",
                    "B/word",
                    "written"));
    for (JsonNode row : result.get("contestants")) {
      table.append(
          row.get("correct").asBoolean()
              ? measured(row)
              : "%-32s %s%n"
                  .formatted(row.get("name").asText(), row.path("failure").asText("WRONG RESULT")));
    }
    return table.toString();
  }

  private static String measured(JsonNode row) {
    JsonNode rate = row.get("linesPerSecond");
    return "%-32s %,12d %,12d %,12d %,12d %8.1f %8.1f %,6d MiB %8.0f %,6d MiB%n"
        .formatted(
            row.get("name").asText(),
            rate.get("median").asLong(),
            rate.get("min").asLong(),
            rate.get("max").asLong(),
            rate.get("warmUp").asLong(),
            row.get("cpuSecondsPerPass").asDouble(),
            row.get("gcPauseSeconds").asDouble(),
            row.get("peakHeapMebibytes").asLong(),
            row.get("bytesAllocatedPerWord").asDouble(),
            row.path("writtenMebibytes").asLong());
  }
}
