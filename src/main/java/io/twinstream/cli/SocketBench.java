package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.ContestantJvm;
import io.twinstream.bench.Needs;
import io.twinstream.bench.SocketContestant;
import io.twinstream.bench.SocketResult;
import io.twinstream.bench.WordsSocket;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code bench words-socket}: the words of lines that come through a socket. */
record SocketBench(
    int words,
    int seconds,
    Set<SocketContestant> contestants,
    ContestantJvm jvm,
    Consumer<String> say)
    implements BenchScenario {
  static final String NAME = "words-socket";
  private static final int SHORTEST = 6;
  private static final long MEBIBYTES = 4_096;
  private static final ObjectMapper JSON = new ObjectMapper();

  SocketBench {
    if (words < 1 || seconds < SHORTEST) {
      throw UserError.usage(
          "--words %d, --seconds %d: write 1 or more words, %d or more seconds"
              .formatted(words, seconds, SHORTEST));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** On disk are the write-ahead log and blocks that do not fit into memory. */
  @Override
  public Needs needs() {
    return Needs.ofContestant(jvm.heap(), MEBIBYTES);
  }

  @Override
  public void describe(ObjectNode settings) {
    settings.put("heap", jvm.heap()).put("differentWords", words).put("seconds", seconds);
  }

  @Override
  public List<ObjectNode> rows() throws IOException, InterruptedException {
    return new WordsSocket(words, Duration.ofSeconds(seconds), jvm)
        .run(contestants, Main.class.getName(), say).stream().map(SocketBench::row).toList();
  }

  private static ObjectNode row(SocketResult each) {
    ObjectNode row =
        JSON.createObjectNode()
            .put("name", each.contestant().label())
            .put("correct", each.isCorrect())
            .put("linesPerSecond", each.linesPerSecond())
            .put("cpuSecondsPerMillionLines", each.cpuPerMillion())
            .put("linesSent", each.lines());
    List<Long> delays = each.delayMillis();
    if (!delays.isEmpty()) {
      row.putObject("delayMillis")
          .put("median", delays.get(delays.size() / 2))
          .put("max", delays.get(delays.size() - 1));
    }
    each.live()
        .ifPresent(
            live ->
                row.putObject("liveHeapMebibytes")
                    .put("atHalf", live.atHalf())
                    .put("atEnd", live.atEnd()));
    each.failure().ifPresent(why -> row.put("failure", why));
    return row;
  }

  @Override
  public String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-42s %12s %12s %12s %12s %20s%n"
                .formatted(
                    "contestant", "lines/s", "CPU s/M", "delay ms", "max ms", "live at half, end"));
    for (JsonNode row : result.get("contestants")) {
      String name = row.get("name").asText();
      if (row.has("failure") || !row.get("correct").asBoolean()) {
        table.append("%-42s %s%n".formatted(name, row.path("failure").asText("WRONG RESULT")));
      } else {
        JsonNode heap = row.path("liveHeapMebibytes");
        table.append(
            "%-42s %,12d %12.2f %,12d %,12d %,8d and %,4d MiB%n"
                .formatted(
                    name,
                    row.get("linesPerSecond").asLong(),
                    row.get("cpuSecondsPerMillionLines").asDouble(),
                    row.path("delayMillis").path("median").asLong(),
                    row.path("delayMillis").path("max").asLong(),
                    heap.path("atHalf").asLong(),
                    heap.path("atEnd").asLong()));
      }
    }
    return table.toString();
  }
}
