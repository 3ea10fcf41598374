package io.twinstream.cli;

import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.ends.recording.Recording;
import io.twinstream.ends.recording.RecordingSource;
import io.twinstream.engine.Sessions;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.Comparison;
import io.twinstream.migration.compare.Verdict;
import io.twinstream.migration.compare.rows.RowsComparison;
import io.twinstream.migration.compare.rows.RowsReports;
import io.twinstream.migration.compare.rows.RowsResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The input and the output of a comparison, and the comparison itself. */
final class ComparisonOptions {
  private static final int TEXT_BATCHES = 100;
  private static final int FEWEST_LINES = 1_000;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "A recording (lines of arrival_ms<TAB>payload; optional last line: end_ms end) or any text file; default: the recording of the job.")
  private Path input;

  @Option(
      names = "--batch-interval",
      paramLabel = "T",
      description = "Batch interval; default: that of the job's recording, else 1s.")
  private Duration batchInterval;

  @Option(
      names = "--lines-per-batch",
      paramLabel = "N",
      description =
          "Read the input as plain text, N lines per batch; default for text: at most 100 batches of at least 1000 lines.")
  private Integer linesPerBatch;

  @Option(
      names = "--emit",
      paramLabel = "DIR",
      description = "Write all rows into this directory: dstream.jsonl and structured.jsonl.")
  private Path emit;

  @Option(names = "--report", paramLabel = "FILE", description = "Write an HTML report.")
  private Path report;

  @Mixin private FormatOption format;

  @Mixin private SparkOptions spark;

  /** Returns the batch interval, by default that one. */
  Duration batchInterval(Duration byDefault) {
    return batchInterval == null ? byDefault : batchInterval;
  }

  /** Tells whether an input was given. */
  boolean hasInput() {
    return input != null;
  }

  /**
   * Compares the twins of jobs over a recording, prints the reports and writes the files that were
   * asked for; returns the exit code, that of the worst.
   *
   * @param jobs made with the session that the twins will run in
   */
  <R> int compare(
      CommandLine line,
      Recording recording,
      Function<SparkSession, List<Job<R>>> jobs,
      JobOptions jobOptions)
      throws IOException {
    try (OutputFiles files = OutputFiles.beside(emit, report)) {
      List<Comparison.Result> results = run(line, recording, jobs, jobOptions, files.staging());
      PrintWriter out = line.getOut();
      out.print(isJson() ? json(results) : text(results));
      out.flush();
      for (int i = 0; i < results.size(); i++) {
        String place = place(i, results.size());
        if (report != null) {
          Path page = placed(report, place);
          files.write(results.get(i).html(JobOptionsMixin.shown(line.getCommandSpec())), page);
          sayWhere(line, page);
        }
        if (emit != null) {
          for (Engine engine : Engine.values()) {
            files.publish(Path.of(place, Comparison.rowsFile(engine)).toString(), emit);
          }
        }
      }
      return exitCode(results.stream().map(Comparison.Result::verdict).toList()).code();
    }
  }

  /** Returns what tells the files of one of several results apart. */
  private static String place(int index, int count) {
    return count == 1 ? "" : Integer.toString(index + 1);
  }

  private static String json(List<Comparison.Result> results) {
    List<String> each = results.stream().map(Comparison.Result::json).toList();
    return (each.size() == 1 ? each.get(0) : "[" + String.join(",\n", each) + "]") + "\n";
  }

  private static String text(List<Comparison.Result> results) {
    return String.join("\n", results.stream().map(each -> Verdicts.colored(each.text())).toList());
  }

  /** Returns a file's name for one of several outputs: {@code report-2.html}. */
  private static Path placed(Path file, String place) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.') < 1 ? name.length() : name.lastIndexOf('.');
    return place.isEmpty()
        ? file
        : file.resolveSibling(name.substring(0, dot) + "-" + place + name.substring(dot));
  }

  /** Compares the twins of a job over its own recording, with its default options. */
  <R> Comparison.Result result(CommandLine line, Job<R> job) throws IOException {
    Duration interval = job.recordingInterval();
    JobOptions options = job.newOptions();
    options.check(interval);
    try (OutputFiles files = OutputFiles.beside(null, null)) {
      return run(
              line,
              Recording.open(ProjectFolder.resolve(job.recording()), interval),
              session -> List.of(job),
              options,
              files.staging())
          .get(0);
    }
  }

  /** Compares the twins of every job; returns the exit code. */
  int compareAll(CommandLine line, Path junit) throws IOException {
    if (input != null || batchInterval != null || linesPerBatch != null || emit != null) {
      throw UserError.usage(
          "compare --all: every job has its own recording: remove --input, --batch-interval, --lines-per-batch and --emit");
    }
    if (report != null || isJson()) {
      throw UserError.usage(
          "compare --all: has no page and no JSON; --junit FILE writes the result for build servers");
    }
    try (OutputFiles files = OutputFiles.beside(null, junit)) {
      List<AllJobs.Outcome> outcomes = new AllJobs(line, this).run();
      if (junit != null) {
        files.write(JunitFile.of(outcomes), junit);
      }
      return AllJobs.exitCode(outcomes).code();
    }
  }

  /** Compares the rows that two programs wrote, prints the report; returns the exit code. */
  int compareRows(CommandLine line, RowsComparison rows) throws IOException {
    try (OutputFiles files = OutputFiles.beside(null, report)) {
      RowsResult result;
      try (SparkSession session = session(rows.defaults())) {
        result = rows.run(session);
      }
      return print(line, result, files);
    }
  }

  /** Opens the session of a comparison of rows. */
  SparkSession session(Map<String, String> defaults) {
    return Sessions.openForQueries("twinstream compare --rows", spark.settings(), defaults);
  }

  /** Tells whether results are printed for programs. */
  boolean isJson() {
    return format.isJson();
  }

  /** Prints the report of rows; returns the exit code. */
  int print(CommandLine line, RowsResult result) throws IOException {
    try (OutputFiles files = OutputFiles.beside(null, report)) {
      return print(line, result, files);
    }
  }

  private int print(CommandLine line, RowsResult result, OutputFiles files) throws IOException {
    PrintWriter out = line.getOut();
    out.print(
        isJson() ? RowsReports.json(result) + "\n" : Verdicts.colored(RowsReports.text(result)));
    out.flush();
    if (report != null) {
      files.write(RowsReports.html(result), report);
      sayWhere(line, report);
    }
    return exitCode(List.of(result.verdict())).code();
  }

  private static void sayWhere(CommandLine line, Path page) {
    GlobalOptions.say(line, "report: " + page.toAbsolutePath().normalize());
  }

  /** Returns the exit code for all of them: the worst. */
  static ExitCode exitCode(List<Verdict> verdicts) {
    if (verdicts.contains(Verdict.DIFFERENT)) {
      return ExitCode.DIFFERENT;
    }
    return verdicts.contains(Verdict.NOTHING_COMPARED) ? ExitCode.NOTHING_COMPARED : ExitCode.OK;
  }

  private <R> List<Comparison.Result> run(
      CommandLine line,
      Recording recording,
      Function<SparkSession, List<Job<R>>> made,
      JobOptions jobOptions,
      Path staging)
      throws IOException {
    try (SparkSession session =
        Sessions.open("twinstream compare", spark.settings(), new RecordingSource(recording))) {
      List<Job<R>> jobs = made.apply(session);
      List<Comparison.Result> results = new ArrayList<>();
      for (Job<R> job : jobs) {
        String place = place(results.size(), jobs.size());
        try (BatchProgress progress =
            new BatchProgress(recording.batches(), GlobalOptions.progress(line))) {
          results.add(
              Comparison.run(
                  job,
                  jobOptions,
                  Comparison.Twins.of(job, jobOptions),
                  recording,
                  session,
                  Files.createDirectories(staging.resolve(place)),
                  progress));
        }
      }
      return results;
    }
  }

  /**
   * Returns the recording.
   *
   * @param byDefault where no input was given
   * @param err is told of an input that is taken as plain text
   */
  Recording recording(Path byDefault, Duration batchInterval, PrintWriter err) {
    Path file = input == null ? byDefault : input;
    if (linesPerBatch != null && linesPerBatch < 1) {
      throw UserError.usage("--lines-per-batch %d: write 1 or more".formatted(linesPerBatch));
    }
    if (linesPerBatch != null) {
      return Recording.ofText(file, batchInterval, linesPerBatch);
    }
    if (Recording.looksLikeOne(file)) {
      return Recording.open(file, batchInterval);
    }
    long lines = Recording.ofText(file, batchInterval, FEWEST_LINES).records();
    int perBatch = (int) Math.max(FEWEST_LINES, (lines + TEXT_BATCHES - 1) / TEXT_BATCHES);
    err.printf("%s: read as plain text, %,d lines per batch%n", file, perBatch);
    err.flush();
    return Recording.ofText(file, batchInterval, perBatch);
  }
}
