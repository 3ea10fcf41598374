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
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare JOB}: runs both twins over one recording and compares their rows. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:equal",
      "1:different",
      "2:wrong command line or input",
      "3:failed",
      "4:nothing was compared"
    })
final class CompareCommand<R> implements Callable<Integer> {
  private static final int TEXT_BATCHES = 100;
  private static final int FEWEST_LINES = 1_000;

  private final Job<R> job;
  private final JobOptions jobOptions;

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "A recording (arrival_ms<TAB>payload, the last line possibly end_ms end) or any text file; default: the job's own recording.")
  private Path input;

  @Option(
      names = "--batch-interval",
      paramLabel = "T",
      description = "Batch interval; default: 1s, or what the job's own recording needs.")
  private Duration batchInterval;

  @Option(
      names = "--lines-per-batch",
      paramLabel = "N",
      description =
          "Take the input as plain text, N lines a batch; default for text: at most 100 batches of at least 1000 lines.")
  private Integer linesPerBatch;

  @Option(
      names = "--emit",
      paramLabel = "DIR",
      description = "Write all rows: dstream.jsonl and structured.jsonl.")
  private Path emit;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the report as an HTML page.")
  private Path report;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or json; default: ${DEFAULT-VALUE}.")
  private Format format;

  @Mixin private SparkOptions spark;

  private CompareCommand(Job<R> job) {
    this.job = job;
    this.jobOptions = job.newOptions();
    this.batchInterval = job.recordingInterval();
  }

  static CommandLine of(Job<?> job) {
    CompareCommand<?> command = new CompareCommand<>(job);
    CommandLine line = new CommandLine(command);
    line.getCommandSpec()
        .name(job.name())
        .usageMessage()
        .description(
            "Runs both twins of "
                + job.name()
                + " over one recording, in its own time, and compares their rows.");
    JobOptionsMixin.add(line, command.jobOptions);
    return line;
  }

  @Override
  public Integer call() throws IOException {
    jobOptions.check(batchInterval);
    Recording recording = recording();
    try (OutputFiles files = OutputFiles.beside(emit, report)) {
      Comparison.Result result = compare(recording, files.staging());
      PrintWriter out = spec.commandLine().getOut();
      out.print(format == Format.JSON ? result.json() + "\n" : result.text());
      out.flush();
      if (report != null) {
        files.write(result.html(), report);
      }
      if (emit != null) {
        for (Engine engine : Engine.values()) {
          files.publish(Comparison.rowsFile(engine), emit);
        }
      }
      return exitCode(result.verdict()).code();
    }
  }

  private static ExitCode exitCode(Comparison.Result.Verdict verdict) {
    return switch (verdict) {
      case EQUAL -> ExitCode.OK;
      case DIFFERENT -> ExitCode.DIFFERENT;
      case NOTHING_COMPARED -> ExitCode.NOTHING_COMPARED;
    };
  }

  private Comparison.Result compare(Recording recording, Path staging) throws IOException {
    try (SparkSession session =
        Sessions.open(
            "twinstream compare " + job.name(), spark.settings(), new RecordingSource(recording))) {
      BatchProgress progress = new BatchProgress(recording.batches(), spec.commandLine().getErr());
      return Comparison.run(
          job,
          jobOptions,
          Comparison.Twins.of(job, jobOptions),
          recording,
          session,
          staging,
          progress);
    }
  }

  private Recording recording() {
    PrintWriter err = spec.commandLine().getErr();
    Path file = input == null ? ProjectFolder.resolve(job.recording()) : input;
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
    err.printf("%s: taken as plain text, %,d lines a batch%n", file, perBatch);
    err.flush();
    return Recording.ofText(file, batchInterval, perBatch);
  }
}
