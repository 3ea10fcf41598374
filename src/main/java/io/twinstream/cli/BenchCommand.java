package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Passes;
import io.twinstream.bench.StateContestant;
import io.twinstream.bench.StateLoad;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.apache.spark.package$;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench}: what the engines cost, measured here. */
@Command(
    description = {
      "Measures what the engines cost, each contestant in a JVM of its own.",
      "state: the time of a batch that updates 1,000 keys, by how many the state has."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every result was right",
      "1:a contestant gave a wrong result or none",
      "2:wrong command line"
    })
final class BenchCommand implements Callable<Integer> {
  private static final String STATE = "state";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "SCENARIO",
      defaultValue = STATE,
      description = "state, the default.")
  private List<String> scenarios;

  @Option(
      names = "--keys",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "Of state: how many keys; default: ${DEFAULT-VALUE}.")
  private List<Integer> keys;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these contestants.")
  private List<String> only;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "4g",
      description = "Heap of each contestant; default: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(names = "--out", paramLabel = "DIR", description = "Write DIR/<scenario>.json.")
  private Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    if (out != null) {
      Files.createDirectories(out);
    }
    ObjectNode result = state();
    PrintWriter screen = spec.commandLine().getOut();
    screen.print(table(result));
    screen.flush();
    if (out != null) {
      Files.writeString(
          out.resolve(STATE + ".json"), result.toPrettyString() + "\n", StandardCharsets.UTF_8);
    }
    boolean isAllCorrect =
        StreamSupport.stream(result.get("contestants").spliterator(), false)
            .allMatch(each -> each.get("correct").asBoolean());
    return (isAllCorrect ? ExitCode.OK : ExitCode.DIFFERENT).code();
  }

  private void check() {
    for (String scenario : scenarios) {
      if (!scenario.equals(STATE)) {
        throw UserError.usage("unknown scenario '%s': known is %s".formatted(scenario, STATE));
      }
    }
    for (int count : keys) {
      if (count < StateLoad.UPDATES) {
        throw UserError.usage("--keys %d: write %d or more".formatted(count, StateLoad.UPDATES));
      }
    }
    for (String name : only == null ? List.<String>of() : only) {
      if (StateContestant.named(name).isEmpty()) {
        throw UserError.usage(
            "--only '%s': contestants of %s are %s"
                .formatted(
                    name,
                    STATE,
                    String.join(
                        ", ",
                        Arrays.stream(StateContestant.values())
                            .map(StateContestant::label)
                            .toList())));
      }
    }
  }

  private ObjectNode state() throws IOException, InterruptedException {
    ObjectNode result = JSON.createObjectNode().put("version", 1).put("scenario", STATE);
    result
        .putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("java", System.getProperty("java.version"))
        .put("spark", package$.MODULE$.SPARK_VERSION());
    result
        .putObject("settings")
        .put("heap", heap)
        .put("updatesPerBatch", StateLoad.UPDATES)
        .put("warmUpBatches", StateLoad.WARM_UP)
        .put("measuredBatches", StateLoad.MEASURED);
    ArrayNode contestants = result.putArray("contestants");
    Passes passes = new Passes(ProjectFolder.resolve("conf/jvm.options"), heap, LIMIT);
    for (int count : keys) {
      for (StateContestant contestant : StateContestant.values()) {
        if (only == null || only.contains(contestant.label())) {
          contestants.add(pass(passes, contestant, count));
        }
      }
    }
    return result;
  }

  private ObjectNode pass(Passes passes, StateContestant contestant, int count)
      throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("bench: %,d keys, %s%n", count, contestant.label());
    err.flush();
    ObjectNode row = JSON.createObjectNode().put("name", contestant.label()).put("keys", count);
    try {
      String printed =
          passes.run(
              Main.class.getName(),
              List.of(BenchPassCommand.NAME, contestant.name(), Integer.toString(count)));
      row.setAll((ObjectNode) JSON.readTree(printed));
    } catch (UserError failure) {
      err.printf("bench: %,d keys, %s: %s%n", count, contestant.label(), failure.getMessage());
      err.flush();
      row.put("correct", false).put("failure", failure.getMessage());
    }
    return row;
  }

  private static String table(ObjectNode result) {
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
