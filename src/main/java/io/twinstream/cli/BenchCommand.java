package io.twinstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.BenchReport;
import io.twinstream.bench.ContestantJvm;
import io.twinstream.bench.LatencyContestant;
import io.twinstream.bench.RecoveryContestant;
import io.twinstream.bench.Rounds;
import io.twinstream.bench.SocketContestant;
import io.twinstream.bench.StartContestant;
import io.twinstream.bench.StateContestant;
import io.twinstream.bench.WindowsContestant;
import io.twinstream.bench.WordsContestant;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
      "words-kafka: running totals of the words of a topic, beside Spark's own examples, Flink, Kafka Streams and a bare consumer.",
      "words-socket: the words of lines that come through a socket as fast as they are read, beside Spark's example.",
      "windows: the time of a batch of a sliding count.",
      "state: the time of a batch that updates 1,000 keys, by how many the state has.",
      "latency: from the time at which a line was to be sent to its result, at 2,000 lines a second through Kafka.",
      "start: from the start of a process to its first result, beside Spark's examples by spark-submit.",
      "recovery: from SIGKILL of a driver to the first total of the next one.",
      "move: how long a savepoint takes, by how many keys the state has."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every result was right",
      "1:a contestant gave a wrong result or none",
      "2:wrong command line",
      "3:too little memory or disk; nothing was measured"
    })
final class BenchCommand implements Callable<Integer> {
  private static final List<String> ALL =
      List.of(
          WordsBench.NAME,
          SocketBench.NAME,
          WindowsBench.NAME,
          StateBench.NAME,
          LatencyBench.NAME,
          StartBench.NAME,
          RecoveryBench.NAME,
          MoveBench.NAME);

  private static final Duration WARM_UP = Duration.ofSeconds(40);

  private static final List<String> QUICK =
      List.of(WordsBench.NAME, StateBench.NAME, StartBench.NAME);

  /** The twins, and what people have; one limit. */
  private static final List<String> QUICK_CONTESTANTS =
      List.of(
          "limit consumer+count",
          "twinstream dstream",
          "twinstream structured",
          "spark dstream",
          "spark dstream updateStateByKey",
          "spark dstream socketTextStream",
          "spark dstream reduceByKey",
          "spark structured");

  private static final int QUICK_LINES = 500_000;
  private static final int QUICK_SECONDS = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "SCENARIO",
      description =
          "words-kafka, words-socket, windows, state, latency, start, recovery, move; default: all.")
  private List<String> scenarios;

  @Option(
      names = "--quick",
      description =
          "A first look: words-kafka, state and start, of the twins and Spark's examples; 500,000 lines, one pass, 12 seconds of lines, states of 10,000 and 100,000 keys.")
  private boolean isQuick;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "5000000",
      description = "Of words-kafka: how many lines the topic has; default: ${DEFAULT-VALUE}.")
  private int lines;

  @Option(
      names = "--words",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many different words the lines have; default: ${DEFAULT-VALUE}.")
  private int words;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Of words-kafka: how many are measured, after those that warm up, two or more and 40 s; of start and recovery: how often; default: ${DEFAULT-VALUE}.")
  private int passes;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Of words-socket and latency: how long lines are sent, the first of them to warm up; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--keys",
      paramLabel = "N",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "Of state and move: how many keys; default: ${DEFAULT-VALUE}.")
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

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description =
          "For the JVM of each contestant that bench starts itself, such as -Dspark.serializer=...: what a setting gives alone.")
  private List<String> javaOptions = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write DIR/<scenario>.json, and DIR/report.html with charts.")
  private Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (isQuick) {
      scenarios = scenarios == null ? QUICK : scenarios;
      only = only == null ? QUICK_CONTESTANTS : only;
      lines = QUICK_LINES;
      passes = 1;
      seconds = QUICK_SECONDS;
      keys = List.of(10_000, 100_000);
    }
    checkOnly();
    ContestantJvm jvm =
        ContestantJvm.of(ProjectFolder.resolve("conf").toAbsolutePath(), heap, javaOptions);
    List<BenchScenario> chosen = new ArrayList<>();
    for (String name : scenarios == null ? ALL : scenarios) {
      chosen.add(scenario(name, jvm));
    }
    for (BenchScenario each : chosen) {
      each.needs().check(each.name(), Path.of(System.getProperty("java.io.tmpdir")));
    }
    if (out != null) {
      Files.createDirectories(out);
    }
    boolean isAllCorrect = true;
    List<BenchReport.Scenario> done = new ArrayList<>();
    for (BenchScenario each : chosen) {
      BenchReport.Scenario scenario = run(each, jvm);
      done.add(scenario);
      isAllCorrect &= isCorrect(scenario);
      if (out != null) {
        write(each.name() + ".json", scenario.result().toPrettyString() + "\n");
        write("report.html", BenchReport.of(done));
      }
    }
    return (isAllCorrect ? ExitCode.OK : ExitCode.DIFFERENT).code();
  }

  private BenchScenario scenario(String name, ContestantJvm jvm) {
    return switch (name) {
      case WordsBench.NAME ->
          new WordsBench(
              lines,
              words,
              rounds(),
              chosen(WordsContestant.values(), WordsContestant::label),
              jvm,
              this::say);
      case SocketBench.NAME ->
          new SocketBench(
              words,
              seconds,
              chosen(SocketContestant.values(), SocketContestant::label),
              jvm,
              this::say);
      case WindowsBench.NAME ->
          new WindowsBench(
              words, chosen(WindowsContestant.values(), WindowsContestant::label), jvm, this::say);
      case StateBench.NAME ->
          new StateBench(
              keys, chosen(StateContestant.values(), StateContestant::label), jvm, this::say);
      case LatencyBench.NAME ->
          new LatencyBench(
              seconds,
              chosen(
                  Arrays.stream(LatencyContestant.values())
                      .filter(LatencyContestant::isHere)
                      .toArray(LatencyContestant[]::new),
                  LatencyContestant::label),
              jvm,
              this::say);
      case StartBench.NAME ->
          new StartBench(
              passes, chosen(StartContestant.values(), StartContestant::label), this::say);
      case RecoveryBench.NAME ->
          new RecoveryBench(
              passes, chosen(RecoveryContestant.values(), RecoveryContestant::label), this::say);
      case MoveBench.NAME ->
          new MoveBench(
              keys, chosen(StateContestant.values(), StateContestant::label), jvm, this::say);
      default ->
          throw UserError.usage(
              "unknown scenario '%s': known are %s".formatted(name, String.join(", ", ALL)));
    };
  }

  private Rounds rounds() {
    return isQuick ? new Rounds(1, Duration.ZERO, passes) : new Rounds(2, WARM_UP, passes);
  }

  private <C> Set<C> chosen(C[] contestants, Function<C, String> label) {
    return Arrays.stream(contestants)
        .filter(each -> only == null || only.contains(label.apply(each)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void checkOnly() {
    List<String> known =
        Stream.of(
                Arrays.stream(WordsContestant.values()).map(WordsContestant::label),
                Arrays.stream(SocketContestant.values()).map(SocketContestant::label),
                Arrays.stream(WindowsContestant.values()).map(WindowsContestant::label),
                Arrays.stream(StateContestant.values()).map(StateContestant::label),
                Arrays.stream(LatencyContestant.values()).map(LatencyContestant::label),
                Arrays.stream(StartContestant.values()).map(StartContestant::label))
            .flatMap(Function.identity())
            .distinct()
            .toList();
    for (String name : only == null ? List.<String>of() : only) {
      if (!known.contains(name)) {
        throw UserError.usage(
            "--only '%s': contestants are %s".formatted(name, String.join("; ", known)));
      }
    }
  }

  private BenchReport.Scenario run(BenchScenario scenario, ContestantJvm jvm)
      throws IOException, InterruptedException {
    ObjectNode result = JSON.createObjectNode().put("version", 1).put("scenario", scenario.name());
    result
        .putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("java", System.getProperty("java.version"))
        .put("spark", package$.MODULE$.SPARK_VERSION());
    result.setAll(scenario.run());
    ObjectNode options = result.withObject("/settings").putObject("javaOptions");
    options.putPOJO("ofTwinstream", jvm.ours()).putPOJO("ofAll", jvm.more());
    PrintWriter screen = spec.commandLine().getOut();
    String table = scenario.table(result);
    screen.print(table);
    screen.flush();
    return new BenchReport.Scenario(result, table);
  }

  private static boolean isCorrect(BenchReport.Scenario scenario) {
    return StreamSupport.stream(scenario.result().get("contestants").spliterator(), false)
        .allMatch(each -> each.get("correct").asBoolean());
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(out.resolve(file), text, StandardCharsets.UTF_8);
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench: " + what);
    err.flush();
  }
}
