package io.twinstream.bench.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.BenchOptions;
import io.twinstream.bench.shared.Contestant;
import io.twinstream.bench.shared.Result;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.bench.shared.Setup;
import io.twinstream.error.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.package$;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench}: what the engines cost, measured here. */
@Command(
    resourceBundle = "io.twinstream.bench.cli.Texts",
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
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "SCENARIO",
      description = "${bundle:all.scenarios}; default: all.")
  private List<String> names;

  @Mixin private BenchOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.applyQuick();
    options.checkOnly(Scenarios.contestants());
    List<Scenario<?, ?>> chosen = new ArrayList<>();
    for (Scenario<?, ?> each : scenarios()) {
      each.check(options);
      chosen.add(each);
    }
    for (Scenario<?, ?> each : chosen) {
      each.requirements(options).check(each.name(), Path.of(System.getProperty("java.io.tmpdir")));
    }
    Setup setup = Setup.of(options, this::say);
    Optional<Path> out = options.out();
    if (out.isPresent()) {
      Files.createDirectories(out.get());
    }
    List<BenchReport.Section> done = new ArrayList<>();
    for (Scenario<?, ?> each : chosen) {
      BenchReport.Section section = run(each, setup);
      done.add(section);
      if (out.isPresent()) {
        write(out.get(), each.name() + ".json", section.json().toPrettyString() + "\n");
        write(out.get(), "report.html", BenchReport.of(done));
      }
    }
    boolean isAllCorrect =
        done.stream().flatMap(section -> section.results().stream()).allMatch(Result::isCorrect);
    return (isAllCorrect ? ExitCode.OK : ExitCode.DIFFERENT).code();
  }

  private List<Scenario<?, ?>> scenarios() {
    if (names != null) {
      return names.stream().<Scenario<?, ?>>map(Scenarios::named).toList();
    }
    return options.isQuick() ? Scenarios.quick() : Scenarios.ALL;
  }

  private <C extends Contestant, R extends Result> BenchReport.Section run(
      Scenario<C, R> scenario, Setup setup) throws IOException, InterruptedException {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("version", 1).put("scenario", scenario.name());
    json.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("java", System.getProperty("java.version"))
        .put("spark", package$.MODULE$.SPARK_VERSION());
    scenario.describe(options, json.putObject("settings"));
    List<R> results = scenario.run(options, options.chosen(scenario.contestants()), setup);
    results.forEach(each -> json.withArray("/contestants").add(each.json()));
    json.withObject("/settings")
        .putObject("javaOptions")
        .putPOJO("ofTwinstream", setup.jvm().ours())
        .putPOJO("ofAll", setup.jvm().more());
    BenchReport.Section section = BenchReport.Section.of(scenario, results, json);
    PrintWriter screen = spec.commandLine().getOut();
    screen.print(section.table());
    screen.flush();
    return section;
  }

  private static void write(Path folder, String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text, StandardCharsets.UTF_8);
  }

  private void say(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("bench: " + what);
    err.flush();
  }
}
