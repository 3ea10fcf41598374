package io.twinstream.cli;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.api.Source;
import io.twinstream.api.WindowAlignment;
import io.twinstream.ends.Sinks;
import io.twinstream.ends.Sources;
import io.twinstream.ends.jdbc.JdbcSink;
import io.twinstream.ends.kafka.DeadLetters;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.GracefulStop;
import io.twinstream.engine.OffsetKeeper;
import io.twinstream.engine.OffsetStore;
import io.twinstream.engine.RunReport;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.SavepointStart;
import io.twinstream.engine.Sessions;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.engine.Until;
import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.recovery.ClassicRecovery;
import io.twinstream.recovery.Epoch;
import io.twinstream.recovery.QueryRecovery;
import io.twinstream.recovery.RecoveryFailure;
import io.twinstream.recovery.SavepointId;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.SourceOffsets;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run JOB}, and the {@code main} of every job: reads the options and runs one twin. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong command line or input", "3:failed"})
public final class RunCommand<R> implements Callable<Integer> {
  private final Job<R> job;
  private final JobOptions jobOptions;

  @Spec private CommandSpec spec;

  @Option(names = "--engine", required = true, description = "dstream or structured.")
  private Engine engine;

  @Option(
      names = "--source",
      defaultValue = "socket:localhost:9999",
      description =
          "socket:HOST:PORT, receiver:HOST:PORT, kafka:HOST:PORT/TOPIC[,TOPIC], files:DIR or recording:FILE; default: ${DEFAULT-VALUE}.")
  private String source;

  @Option(
      names = "--sink",
      defaultValue = "console",
      description =
          "console, json:DIR, text:DIR, jdbc:postgresql://HOST:PORT/DATABASE?user=USER#TABLE or kafka:HOST:PORT/TOPIC; default: ${DEFAULT-VALUE}.")
  private String sink;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description = "Continue from this directory, or begin there; default: nothing is kept.")
  private String checkpoint;

  @Option(
      names = "--from-savepoint",
      paramLabel = "DIR",
      description =
          "Begin with the state and the offsets of this savepoint, of either engine; a checkpoint that was begun goes before it.")
  private String fromSavepoint;

  @Option(
      names = "--offsets",
      paramLabel = "STORE",
      description =
          "Kafka, dstream: where offsets are kept: checkpoint, group (committed when the rows are written) or table (in the transaction of the rows; needs --sink jdbc:...); default: checkpoint.")
  private OffsetStore offsets = OffsetStore.CHECKPOINT;

  @Option(
      names = "--dead-letter",
      paramLabel = "TOPIC",
      description =
          "kafka:HOST:PORT/TOPIC for the records that the job cannot read, with the reason; default: they are dropped.")
  private String deadLetter;

  @Option(
      names = "--batch-interval",
      paramLabel = "T",
      defaultValue = "1s",
      description = "Batch interval, and the port's trigger interval; default: ${DEFAULT-VALUE}.")
  private Duration batchInterval;

  @Option(
      names = "--until",
      converter = UntilConverter.class,
      description =
          "Stop by itself: idle=10s, duration=60s or end; default: runs until it is stopped.")
  private Until until = Until.NEVER;

  @Mixin private KafkaOptions kafka;

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
    JobOptionsMixin.add(line, command.jobOptions);
    return line;
  }

  /**
   * Runs a job's {@code main}: the options of {@code run}, on this engine; returns the exit code.
   */
  static int execute(Job<?> job, Engine engine, String... args) {
    String[] withEngine = new String[args.length + 2];
    withEngine[0] = "--engine";
    withEngine[1] = engine.label();
    System.arraycopy(args, 0, withEngine, 2, args.length);
    CommandLine line = of(job);
    line.addMixin("global", new GlobalOptions());
    return Commands.execute(Commands.configured(line), withEngine);
  }

  @Override
  public Integer call() throws IOException {
    jobOptions.check(batchInterval);
    Source from = Sources.open(source, batchInterval, ends().with(kafka.reading(engine)));
    from.check();
    checkUntil(from);
    checkWriteAheadLog(from);
    checkOffsets(from);
    Configuration hadoop = spark.hadoop().configuration();
    CheckpointMarker marker =
        checkpoint == null
            ? CheckpointMarker.ofTemporary(job.name(), engine)
            : CheckpointMarker.of(checkpoint, job.name(), engine, fixedOptions(), hadoop)
                .goingOn(from.topics(), checkpoint);
    Optional<String> goesOn = recovery(hadoop);
    boolean isFirstStart = isFirstStart(goesOn, hadoop);
    Optional<SavepointId> given =
        Optional.ofNullable(isFirstStart ? fromSavepoint : null)
            .map(folder -> SavepointId.of(folder, Savepoints.read(folder, hadoop), hadoop));
    if (checkpoint != null && isFirstStart) {
      marker.checkFirstStart(checkpoint, given, CheckpointMarker.isBegun(checkpoint, hadoop));
    }
    Sink<R> to = sink(marker.runId());
    to.check();
    Optional<DeadLetters> letters = deadLetters();
    letters.ifPresent(DeadLetters::check);
    SavepointStart start = start(from, isFirstStart, marker.windows(), hadoop);
    if (checkpoint != null) {
      marker.with(start.windows(), given).claim(checkpoint, hadoop);
      say(goesOn.orElse("begins in checkpoint " + checkpoint));
    }
    Epoch epoch = checkpoint == null ? Epoch.ALONE : Epoch.begin(checkpoint, hadoop);
    if (checkpoint != null) {
      to.takeOver(epoch.number(), epoch.driver());
    }
    if (offsets != OffsetStore.CHECKPOINT) {
      runFromOffsets((KafkaSource) from, to, letters);
      return ExitCode.OK.code();
    }
    if (checkpoint == null && job.isStateful() && engine == Engine.DSTREAM) {
      say("its state ends with this run; --checkpoint DIR keeps it");
      runWithTemporaryCheckpoint(from, to, start, letters);
      return ExitCode.OK.code();
    }
    try {
      run(
          new RunSettings<>(
              from,
              to,
              epoch.number() > 1 ? sink(apart(marker.runId(), epoch)) : to,
              Optional.ofNullable(checkpoint),
              epoch,
              batchInterval,
              until,
              start,
              letters));
    } catch (UserError failure) {
      throw goesOn.isPresent() ? RecoveryFailure.explained(failure, checkpoint) : failure;
    }
    return ExitCode.OK.code();
  }

  private Sink<R> sink(String runId) {
    return Sinks.open(
        sink,
        new SinkRows<>(job.rowType(), job.format(jobOptions), runId, !job.isStateful()),
        ends());
  }

  private EndSettings ends() {
    return EndSettings.of(spark.hadoop()).with(kafka.client());
  }

  /** Returns the id that a driver writes under what must not replace the rows of an earlier one. */
  private static String apart(String runId, Epoch epoch) {
    return "%08x".formatted(Objects.hash(runId, epoch.number()));
  }

  private Optional<DeadLetters> deadLetters() {
    return Optional.ofNullable(deadLetter)
        .map(KafkaAddress::ofOneTopic)
        .map(topic -> new DeadLetters(topic, kafka.client(), job.rejection(jobOptions)));
  }

  /** Goes on where the offsets say, with the state of the records below them. */
  private void runFromOffsets(KafkaSource from, Sink<R> to, Optional<DeadLetters> letters)
      throws IOException {
    String name = kafka.group().orElse("twinstream-" + job.name());
    boolean isInTable = offsets == OffsetStore.TABLE;
    OffsetKeeper<R> kept =
        isInTable
            ? new OffsetKeeper.InTable<>((JdbcSink<R>) to, name, from.topics())
            : new OffsetKeeper.InGroup<>(from.group(name), to);
    Map<TopicPartition, Long> until = kept.load();
    from.goOnAt(until, isInTable ? Optional.empty() : Optional.of(name));
    if (!from.startsAreStable()) {
      kept.begin(from.settleStarts());
    }
    SavepointStart start =
        job.isRebuiltFromRecords() && !until.isEmpty()
            ? SavepointStart.rebuiltFrom(from.counted(job.remembers(jobOptions)))
            : SavepointStart.NONE;
    if (job.isStateful()) {
      runWithTemporaryCheckpoint(from, kept.sink(), start, letters);
    } else {
      run(
          new RunSettings<>(from, kept.sink(), Optional.empty(), batchInterval, this.until)
              .from(start)
              .withLetters(letters));
    }
    kept.flush();
  }

  /**
   * Spark wants a checkpoint directory for classic state, also where nobody will continue from it.
   */
  private void runWithTemporaryCheckpoint(
      Source from, Sink<R> to, SavepointStart start, Optional<DeadLetters> letters)
      throws IOException {
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      run(
          new RunSettings<R>(
                  from, to, Optional.of(temporary.path().toString()), batchInterval, until)
              .from(start)
              .withLetters(letters));
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
      settings.start().check(session);
      RunReport report =
          engine == Engine.DSTREAM
              ? DStreamRunner.run(job.dstream(jobOptions), settings, session, progress, stop)
              : StructuredRunner.run(job.structured(jobOptions), settings, session, progress, stop);
      err.printf(
          "%s: done: %,d batches, %,d records in %s; %s pending%n",
          title,
          report.batches(),
          report.records(),
          DurationText.show(report.took()),
          report.pending() == 0 ? "nothing is" : report.pending() + " batches are");
      err.flush();
      checkPending(report);
    }
  }

  /**
   * Returns what the run begins with: on a first start that of the savepoint. A port that was
   * killed in its first micro-batch is still at its first start; later its windows go on as they
   * were begun.
   */
  private SavepointStart start(
      Source from, boolean isFirstStart, Optional<WindowAlignment> windows, Configuration hadoop) {
    if (fromSavepoint == null) {
      return windows.map(SavepointStart::continuing).orElse(SavepointStart.NONE);
    }
    if (!isFirstStart) {
      say("savepoint %s is ignored, as the checkpoint was begun".formatted(fromSavepoint));
      return windows.map(SavepointStart::continuing).orElse(SavepointStart.NONE);
    }
    Savepoint savepoint = Savepoints.read(fromSavepoint, hadoop);
    if (savepoint.job() != null && !savepoint.job().equals(job.name())) {
      throw UserError.usage(
          "--from-savepoint %s: is of %s, not of %s"
              .formatted(fromSavepoint, savepoint.job(), job.name()));
    }
    jobOptions.checkSavepoint(engine);
    Duration memory = job.readsBack(jobOptions);
    SavepointStart start = SavepointStart.at(fromSavepoint, savepoint, from, engine, memory);
    SourceOffsets.of(savepoint.sources())
        .again()
        .forEach(
            range ->
                say(
                    "warning: several sources of savepoint %s read %s: begins at %d, the least of their offsets; one was at %d, and what lies between it reads again"
                        .formatted(fromSavepoint, range.partition(), range.from(), range.until())));
    say(
        "begins with savepoint %s of %s, cut at batch %d%s"
            .formatted(
                fromSavepoint,
                savepoint.engine(),
                savepoint.cut().batch(),
                memory.isZero()
                    ? ""
                    : "; the last %s before it are read again"
                        .formatted(DurationText.show(memory))));
    return start;
  }

  private void checkPending(RunReport report) {
    if (report.pending() > 0) {
      throw UserError.failed(
          "%s on %s: the graceful stop did not end within %s (%s): %s"
              .formatted(
                  job.name(),
                  engine,
                  DurationText.show(report.limit()),
                  GracefulStop.LIMIT,
                  checkpoint == null
                      ? "what was pending is lost, as there is no --checkpoint"
                      : "what is pending is run again by the next start with --checkpoint "
                          + checkpoint));
    }
  }

  /**
   * What a checkpoint was begun with and a restart cannot change: a recovered classic job has its
   * source, its sink, its clients of Kafka and its options in its checkpoint, and a port's state
   * was made with its options. Secrets of clients are references here as there.
   */
  private Map<String, String> fixedOptions() {
    Map<String, String> fixed = new TreeMap<>();
    for (OptionSpec option : JobOptionsMixin.options(spec)) {
      fixed.put(option.longestName(), Objects.toString(option.getValue(), "(not given)"));
    }
    if (engine == Engine.DSTREAM) {
      fixed.put("--source", source);
      fixed.put("--sink", sink);
      fixed.put("--dead-letter", Objects.toString(deadLetter, "(not given)"));
      fixed.put("--group", kafka.group().orElse("(not given)"));
      fixed.put("--kafka-properties", kafka.client().properties().toString());
    }
    return fixed;
  }

  /** Tells whether nothing is committed yet, so that the run begins with its savepoint. */
  private boolean isFirstStart(Optional<String> goesOn, Configuration hadoop) {
    return goesOn.isEmpty()
        || (engine == Engine.STRUCTURED && !QueryRecovery.hasCommitted(checkpoint, hadoop));
  }

  /** Returns where the run goes on; empty if it begins. */
  private Optional<String> recovery(Configuration hadoop) {
    if (checkpoint == null) {
      return Optional.empty();
    }
    return engine == Engine.DSTREAM
        ? ClassicRecovery.check(checkpoint, batchInterval, spark.conf(), hadoop)
        : QueryRecovery.check(checkpoint, spark.conf(), hadoop);
  }

  private void say(String what) {
    spec.commandLine().getErr().println(job.name() + " on " + engine + ": " + what);
    spec.commandLine().getErr().flush();
  }

  private void checkUntil(Source from) {
    if (from.virtualTime().isPresent()
        && until.condition() != Until.Condition.NEVER
        && until != Until.END) {
      throw UserError.usage(
          "--until: a recording has its own time and runs to its end: leave --until away, or write end");
    }
  }

  private void checkOffsets(Source from) {
    if (offsets == OffsetStore.CHECKPOINT) {
      return;
    }
    String option = "--offsets " + offsets;
    if (engine == Engine.STRUCTURED) {
      throw UserError.usage(option + ": is of dstream; structured keeps them in --checkpoint DIR");
    }
    if (!(from instanceof KafkaSource)) {
      throw UserError.usage(option + ": is of kafka:HOST:PORT/TOPIC; this is " + from.spec());
    }
    if (checkpoint != null) {
      throw UserError.usage(
          option + ": a checkpoint has offsets of its own: leave --checkpoint away");
    }
    if (fromSavepoint != null) {
      throw UserError.usage(
          option + ": a savepoint has offsets of its own: leave --from-savepoint away");
    }
    if (offsets == OffsetStore.TABLE && !sink.startsWith("jdbc:")) {
      throw UserError.usage(
          option + ": the table is in the database of the rows: add --sink jdbc:URL#TABLE");
    }
    if (job.isStateful() && !kafka.reading(engine).isFromEarliest()) {
      throw UserError.usage(
          "%s: the state of %s is made again from the beginning of the topic: leave --starting-offsets away"
              .formatted(option, job.name()));
    }
    OffsetKeeper.checkKeeps(option, job, jobOptions);
  }

  private void checkWriteAheadLog(Source from) {
    if (engine == Engine.DSTREAM
        && from.receivers() > 0
        && checkpoint == null
        && spark.conf().getBoolean(Source.WRITE_AHEAD_LOG, false)) {
      throw UserError.usage(
          "--source %s: %s=true keeps its log in the checkpoint directory: add --checkpoint DIR, or switch the log off"
              .formatted(from.spec(), Source.WRITE_AHEAD_LOG));
    }
  }
}
