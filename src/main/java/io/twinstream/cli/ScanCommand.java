package io.twinstream.cli;

import io.twinstream.error.ExitCode;
import io.twinstream.error.FileErrors;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.migration.scan.Baseline;
import io.twinstream.migration.scan.Difficulty;
import io.twinstream.migration.scan.RiskType;
import io.twinstream.migration.scan.Rules;
import io.twinstream.migration.scan.RulesJson;
import io.twinstream.migration.scan.ScanOptions;
import io.twinstream.migration.scan.ScanReport;
import io.twinstream.migration.scan.Scanner;
import io.twinstream.migration.scan.Suppressions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code scan}: what must change in an application. */
@Command(
    description =
        "Lists every use of Spark Streaming in compiled classes and in Python, with its equivalent in"
            + " Structured Streaming.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:findings at least as difficult as --fail-on, or input that --fail-on-unread counts",
      "2:wrong command line or input",
      "3:failed"
    })
final class ScanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description =
          "Jars (fat jars and nested jars too), class files, Python files, notebooks, wheels, zips,"
              + " directories, or class paths such as 'app.jar:lib/*'; Spark 1 to 4.")
  private List<String> paths = List.of();

  @Option(
      names = "--format",
      paramLabel = "text|json|html|sarif",
      defaultValue = "text",
      description = "text, json, html or sarif; default: ${DEFAULT-VALUE}.")
  private ScanFormat format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the report into this file; default: standard output.")
  private Path out;

  @Option(
      names = "--fail-on",
      paramLabel = "DIFFICULTY",
      description =
          "Exit with 1 if any finding is at least this difficult: drop, mechanical, care, redesign"
              + " or none (no equivalent).")
  private Difficulty failOn;

  @Option(
      names = "--fail-on-risk",
      paramLabel = "RISK|any",
      split = ",",
      converter = RiskNames.class,
      description = "Exit with 1 if there is one of these risks, such as driver-state, or any.")
  private List<Optional<RiskType>> failOnRisk;

  @Option(
      names = "--fail-on-unread",
      description = "Exit with 1 if any class, jar or directory could not be read.")
  private boolean failOnUnread;

  @Option(
      names = "--package",
      paramLabel = "PREFIX",
      split = ",",
      description =
          "The application's packages; all other classes are libraries, whose own code is passed"
              + " over. Default: known connectors and jars within the jar are libraries.")
  private List<String> packages = List.of();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "The JSON report of an earlier scan: what is in it does not count as new.")
  private Path baseline;

  @Option(
      names = "--suppress",
      paramLabel = "FILE",
      description =
          "A table of accepted findings and risks, with the columns class, method, api, reason.")
  private Path suppressions;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "A table of rules for your own wrappers and connectors; see the page on scan.")
  private Path ownRules;

  @Option(
      names = "--port",
      paramLabel = "DIR",
      description =
          "Begin the port of each program in this new directory: a project with the steps in their"
              + " order, and tests that fail until they are filled in.")
  private Path port;

  @Option(names = "--rules-json", description = "Write the rules as JSON, and scan nothing.")
  private boolean rulesJson;

  @Override
  public Integer call() throws IOException {
    Rules rules = ownRules == null ? Rules.all() : Rules.with(ownRules);
    if (rulesJson) {
      PrintWriter standard = spec.commandLine().getOut();
      RulesJson.write(rules, standard);
      standard.flush();
      return ExitCode.OK.code();
    }
    if (paths.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'PATH'");
    }
    checkOut();
    Optional<Baseline> known = Optional.ofNullable(baseline).map(Baseline::read);
    Suppressions accepted =
        suppressions == null ? Suppressions.NONE : Suppressions.read(suppressions);
    ScanReport report;
    try (ScanProgress progress = new ScanProgress(GlobalOptions.progress(spec.commandLine()))) {
      report = Scanner.scan(paths, new ScanOptions(packages, rules), progress);
    }
    if (report.nothingRead().isPresent()) {
      throw UserError.usage(
          report.nothingRead().get() + "; name jars, Python files, directories or a class path");
    }
    if (port != null) {
      List<String> files = report.writePort(port);
      spec.commandLine()
          .getErr()
          .println("scan: %s of ports in %s".formatted(Plural.of(files.size(), "file"), port));
    }
    report = report.reviewed(known, accepted);
    write(report);
    boolean fails =
        failOn != null && report.isAsDifficultAs(failOn)
            || failOnRisk != null && report.hasRisk(wantedRisks())
            || failOnUnread && !report.classesUnread().isEmpty();
    return (fails ? ExitCode.DIFFERENT : ExitCode.OK).code();
  }

  private List<RiskType> wantedRisks() {
    boolean isAny = failOnRisk.stream().anyMatch(Optional::isEmpty);
    return isAny ? List.of() : failOnRisk.stream().map(Optional::get).toList();
  }

  /** The risks by their labels; {@code any} is empty. */
  static final class RiskNames implements ITypeConverter<Optional<RiskType>> {
    @Override
    public Optional<RiskType> convert(String text) {
      if (text.equals("any")) {
        return Optional.empty();
      }
      return Optional.of(
          Arrays.stream(RiskType.values())
              .filter(type -> type.label().equals(text))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TypeConversionException(
                          "there is no risk '%s': write any, or one of %s"
                              .formatted(
                                  text,
                                  Arrays.stream(RiskType.values())
                                      .map(RiskType::label)
                                      .collect(Collectors.joining(", "))))));
    }
  }

  /** Before the work, not after it. */
  private void checkOut() {
    if (out != null && !Files.isDirectory(out.toAbsolutePath().getParent())) {
      throw UserError.failed(
          "--out %s: cannot be written: there is no directory %s"
              .formatted(out, out.toAbsolutePath().getParent()));
    }
  }

  private void write(ScanReport report) throws IOException {
    if (out == null) {
      PrintWriter standard = spec.commandLine().getOut();
      write(report, standard);
      standard.flush();
      return;
    }
    Path target = out.toAbsolutePath();
    // Not createTempFile: its files are for their owner alone.
    Path beside =
        target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try (Writer writer = Files.newBufferedWriter(beside)) {
        write(report, writer);
      }
      Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw UserError.failed(
          "--out %s: cannot be written (%s): name a file that may be replaced"
              .formatted(out, FileErrors.reason(e)),
          e);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private void write(ScanReport report, Writer to) throws IOException {
    switch (format) {
      case TEXT -> to.write(report.text());
      case JSON -> report.writeJson(to);
      case HTML -> to.write(report.html());
      case SARIF -> report.writeSarif(to);
    }
  }
}
