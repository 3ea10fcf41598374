package io.twinstream.run;

import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.sink.RowFormat;
import io.twinstream.sink.Sink;
import io.twinstream.sink.Sinks;
import io.twinstream.source.Source;
import io.twinstream.source.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run JOB}, and the {@code main} of every job: reads the options and runs one twin. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong command line or input", "3:failed"})
public final class RunCommand<R> implements Callable<Integer> {
  private static final String WRITE_AHEAD_LOG = "spark.streaming.receiver.writeAheadLog.enable";

  private final Job<R> job;
  private final JobOptions jobOptions;

  @Spec private CommandSpec spec;

  @Option(names = "--engine", required = true, description = "dstream or structured.")
  private Engine engine;

  @Option(
      names = "--source",
      defaultValue = "socket:localhost:9999",
      description =
          "socket:HOST:PORT, receiver:HOST:PORT, files:DIR or recording:FILE; default: ${DEFAULT-VALUE}.")
  private String source;

  @Option(
      names = "--sink",
      defaultValue = "console",
      description = "console or json:DIR; default: ${DEFAULT-VALUE}.")
  private String sink;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Continue from this directory, or begin there; default: nothing is kept.")
  private String checkpoint;

  @Option(
      names = "--batch-interval",
      paramLabel = "T",
      defaultValue = "1s",
      description = "Batch interval, and the port's trigger interval; default: ${DEFAULT-VALUE}.")
  private Duration batchInterval;

  @Option(
      names = "--until",
      converter = Until.Converter.class,
      description =
          "Stop by itself: idle=10s, duration=60s or end; default: runs until it is stopped.")
  private Until until = Until.NEVER;

  @Mixin private SparkOptions spark;

  private RunCommand(Job<R> job) {
    this.job = job;
    this.jobOptions = job.newOptions();
  }

  /** Returns {@code run} for one job, with the job's own options beside the common ones. */
  public static CommandLine of(Job<?> job) {
    RunCommand<?> command = new RunCommand<>(job);
    CommandLine line = new CommandLine(command);
    line.getCommandSpec()
        .name(job.name())
        .usageMessage()
        .description("Runs " + job.name() + ": " + job.summary() + ".");
    line.addMixin("job", command.jobOptions);
    return line;
  }

  /**
   * Runs a job's {@code main}: the options of {@code run}, on this engine; returns the exit code.
   */
  public static int execute(Job<?> job, Engine engine, String... args) {
    String[] withEngine = new String[args.length + 2];
    withEngine[0] = "--engine";
    withEngine[1] = engine.label();
    System.arraycopy(args, 0, withEngine, 2, args.length);
    return Commands.execute(Commands.configured(of(job)), withEngine);
  }

  @Override
  public Integer call() throws IOException {
    jobOptions.check(batchInterval);
    Source from = Sources.parse(source, batchInterval);
    from.check();
    checkUntil(from);
    checkWriteAheadLog(from);
    Configuration hadoop = new Configuration();
    CheckpointMarker marker =
        checkpoint == null
            ? CheckpointMarker.ofTemporary(job.name(), engine)
            : CheckpointMarker.claim(checkpoint, job.name(), engine, hadoop);
    Sink<R> to =
        Sinks.parse(sink, new RowFormat(job.keyColumns(), job.valueColumns()), marker.runId());
    to.check();
    if (checkpoint == null && job.isStateful() && engine == Engine.DSTREAM) {
      runWithTemporaryCheckpoint(from, to);
    } else {
      run(new RunSettings<>(from, to, Optional.ofNullable(checkpoint), batchInterval, until));
    }
    return ExitCode.OK.code();
  }

  /**
   * Spark wants a checkpoint directory for classic state, also where nobody will continue from it.
   */
  private void runWithTemporaryCheckpoint(Source from, Sink<R> to) throws IOException {
    spec.commandLine()
        .getErr()
        .println(job.name() + ": its state ends with this run; --checkpoint DIR keeps it");
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      run(
          new RunSettings<>(
              from, to, Optional.of(temporary.path().toString()), batchInterval, until));
    }
  }

  private void run(RunSettings<R> settings) throws IOException {
    StopRequest stop = new StopRequest();
    StopSignals.onFirst(stop::request);
    String title = job.name() + " on " + engine;
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = new ProgressLine(title, err);
    try (SparkSession session =
        Sessions.open("twinstream " + title, spark.settings(), settings.source())) {
      RunReport report =
          engine == Engine.DSTREAM
              ? DStreamRunner.run(job.dstream(jobOptions), settings, session, progress, stop)
              : StructuredRunner.run(job.structured(jobOptions), settings, session, progress, stop);
      err.printf(
          "%s: done: %,d batches, %,d records in %s; nothing is pending%n",
          title, report.batches(), report.records(), Durations.show(report.took()));
      err.flush();
    }
  }

  private void checkUntil(Source from) {
    if (from.virtualTime().isPresent()
        && until.condition() != Until.Condition.NEVER
        && until != Until.END) {
      throw UserError.usage(
          "--until: a recording has its own time and runs to its end: leave --until away, or write end");
    }
  }

  private void checkWriteAheadLog(Source from) {
    SparkConf conf = new SparkConf();
    spark.settings().forEach(conf::set);
    if (engine == Engine.DSTREAM
        && from.receivers() > 0
        && checkpoint == null
        && conf.getBoolean(WRITE_AHEAD_LOG, false)) {
      throw UserError.usage(
          "--source %s: %s=true keeps its log in the checkpoint directory: add --checkpoint DIR, or switch the log off"
              .formatted(from.spec(), WRITE_AHEAD_LOG));
    }
  }
}
