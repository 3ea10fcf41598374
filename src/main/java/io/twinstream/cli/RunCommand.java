package io.twinstream.cli;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.api.Source;
import io.twinstream.ends.Sources;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaReading;
import io.twinstream.ends.kafka.OffsetKeeper;
import io.twinstream.engine.Until;
import io.twinstream.error.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
final class RunCommand<R> implements Callable<Integer> {
  private final Job<R> job;
  private final JobOptions jobOptions;

  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      required = true,
      paramLabel = "dstream|structured",
      description = "The engine.")
  private Engine engine;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      defaultValue = "socket:localhost:9999",
      completionCandidates = SourceKinds.class,
      description = {
        "Where to read from; default: ${DEFAULT-VALUE}.",
        "One of ${COMPLETION-CANDIDATES}."
      })
  private String source;

  @Option(
      names = "--sink",
      paramLabel = "SINK",
      defaultValue = "console",
      completionCandidates = SinkKinds.class,
      description = {
        "Where to write the rows; default: ${DEFAULT-VALUE}.",
        "One of ${COMPLETION-CANDIDATES}."
      })
  private String sink;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "Checkpoint directory: continue from it, or start a new run in it; default: keep nothing.")
  private String checkpoint;

  @Option(
      names = "--from-savepoint",
      paramLabel = "DIR",
      description =
          "Start from the state and offsets of this savepoint, made from either engine; ignored if --checkpoint already holds a started run.")
  private String fromSavepoint;

  @Option(
      names = "--offsets",
      paramLabel = "STORE",
      description =
          "Kafka, dstream: where to keep offsets: checkpoint (default), group (committed after the rows are written) or table (in the same transaction as the rows; needs --sink jdbc:...).")
  private OffsetKeeper.Place offsets = OffsetKeeper.Place.CHECKPOINT;

  @Option(
      names = "--dead-letter",
      paramLabel = "TOPIC",
      description =
          "Send records that the job cannot read, with the reason, to kafka:HOST:PORT/TOPIC; default: drop them.")
  private String deadLetter;

  @Option(
      names = "--batch-interval",
      paramLabel = "T",
      defaultValue = "1s",
      description = "Batch interval, and the port's trigger interval; default: ${DEFAULT-VALUE}.")
  private Duration batchInterval;

  @Option(
      names = "--until",
      paramLabel = "WHEN",
      converter = UntilConverter.class,
      description =
          "When to stop: idle=10s, duration=60s or end (of the source); default: run until stopped.")
  private Until until = Until.NEVER;

  @Option(
      names = "--stop-file",
      paramLabel = "FILE",
      description =
          "Stop gracefully when this file is there, on a local disk or hdfs://...; looked for once a second, and deleted then.")
  private String stopFile;

  @Mixin private ServeOptions serve;

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
        .description(description(job))
        .footerHeading("%nExamples:%n")
        .footer(
            "  nc -lk 9999        # in another terminal, to type lines",
            "  bin/twinstream run %s --engine dstream".formatted(job.name()),
            "  bin/twinstream run %s --engine structured --source kafka:localhost:9092/TOPIC --sink json:rows --checkpoint cp"
                .formatted(job.name()));
    JobOptionsMixin.add(line, command.jobOptions);
    return line;
  }

  static String description(Job<?> job) {
    return "Runs " + job.name() + ": " + job.summary() + ".";
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
    KafkaReading reading = kafka.reading(engine);
    EndSettings ends = EndSettings.of(spark.hadoop()).with(reading.client()).with(reading);
    Source from = Sources.open(source, batchInterval, ends);
    RunRequest<R> request =
        new RunRequest<>(
            job,
            jobOptions,
            engine,
            from,
            sink,
            ends,
            Optional.ofNullable(checkpoint),
            Optional.ofNullable(fromSavepoint),
            offsets,
            Optional.ofNullable(deadLetter).map(KafkaAddress::ofOneTopic),
            reading,
            batchInterval,
            until,
            Optional.ofNullable(stopFile),
            kafka.committing(engine, from, spark.settings()),
            fixedOptions(reading));
    new Launch<>(request, serve.serving(), GlobalOptions.progress(spec.commandLine())).run();
    return ExitCode.OK.code();
  }

  /**
   * What a checkpoint was begun with and a restart cannot change: a recovered classic job has its
   * source, its sink, its clients of Kafka and its options in its checkpoint, and a port's state
   * was made with its options. Secrets of clients are references here as there.
   */
  private Map<String, String> fixedOptions(KafkaReading reading) {
    Map<String, String> fixed = new TreeMap<>();
    for (OptionSpec option : JobOptionsMixin.options(spec)) {
      fixed.put(option.longestName(), Objects.toString(option.getValue(), "(not given)"));
    }
    if (engine == Engine.DSTREAM) {
      fixed.put("--source", source);
      fixed.put("--sink", sink);
      fixed.put("--dead-letter", Objects.toString(deadLetter, "(not given)"));
      fixed.put("--group", reading.group().orElse("(not given)"));
      fixed.put(KafkaPropertiesOption.NAME, reading.client().properties().toString());
    }
    return fixed;
  }
}
