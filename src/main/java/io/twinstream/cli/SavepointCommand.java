package io.twinstream.cli;

import io.twinstream.api.Job;
import io.twinstream.api.Jobs;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.ends.lines.SocketSource;
import io.twinstream.engine.Sessions;
import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.migration.move.BackToGroup;
import io.twinstream.migration.move.DriverStop;
import io.twinstream.migration.move.OffsetsSavepoint;
import io.twinstream.migration.move.SavepointMaker;
import io.twinstream.migration.move.data.GivenState;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.StateCopy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code savepoint}: state and offsets of a stopped job, for another run to start from. */
@Command(
    description =
        "Copies state and offsets of a stopped job, for either engine, another Spark version or"
            + " changed classes to start from; writes nothing into the checkpoint. Without one: takes"
            + " offsets of a group, a table, a file or a time, state of a table. Looks into"
            + " savepoints and changes them by SQL.",
    subcommands = {
      SavepointDiffCommand.class,
      SavepointVerifyCommand.class,
      SavepointListCommand.class,
      SavepointDisposeCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/twinstream savepoint CHECKPOINT --dry-run",
      "  bin/twinstream savepoint DIR --sql \"SELECT * FROM offsets\"",
      "  bin/twinstream savepoint DIR --set orders-0=118 --out NEW"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong command line, or no checkpoint", "3:failed"})
final class SavepointCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      arity = "0..1",
      description =
          "The application's checkpoint directory, or a copy; with --to-group also a savepoint; with --sql and what changes it a savepoint.")
  private String checkpoint;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the savepoint: a new or empty directory.")
  private String out;

  @Option(
      names = "--job",
      paramLabel = "JOB",
      description =
          "The job that will start from it; default: the twinstream job that wrote the checkpoint.")
  private String job;

  @Option(
      names = "--app-jar",
      paramLabel = "JAR",
      description =
          "The application's jar; needed only if Kryo wrote state of the application's types, or"
              + " they write themselves.")
  private List<Path> appJars = List.of();

  @Option(
      names = "--dry-run",
      description = "Show the cut and the reasons for it, read a sample; write nothing.")
  private boolean isDryRun;

  @Option(
      names = "--even-if-running",
      description = "Skip the check that the application has stopped.")
  private boolean isEvenIfRunning;

  @Option(
      names = "--stop",
      paramLabel = "PID",
      description =
          "First stop the process that holds the checkpoint, gracefully, and wait for its end.")
  private Long stop;

  @Option(
      names = "--stop-limit",
      paramLabel = "T",
      defaultValue = "10m",
      description = "How long to wait for that end; default: ${DEFAULT-VALUE}.")
  private Duration stopLimit;

  @Mixin private FieldOptions fields;

  @Mixin private OffsetsOptions offsets;

  @Mixin private SavepointDataOptions data;

  @Mixin private SparkOptions spark;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    if (data.isAsked()) {
      return data.run(spec.commandLine(), spark, checkpoint, out);
    }
    if (offsets.isOfOffsets()) {
      return ofOffsets();
    }
    if (offsets.isToGroup()) {
      return toGroup();
    }
    if (stop != null) {
      DriverStop.stop(checkpoint, stop, stopLimit, spark.hadoop().configuration(), this::say);
    }
    long start = System.nanoTime();
    Configuration hadoop = spark.hadoop().configuration();
    SavepointMaker maker =
        SavepointMaker.of(checkpoint, offsets.batch(), hadoop, fields.choice(offsets.tables()));
    print(maker.describe());
    if (isDryRun) {
      print(maker.rehearse(appJars));
      return ExitCode.OK.code();
    }
    if (!isEvenIfRunning && stop == null) {
      maker.checkNotRunning(this::say);
    }
    try (SparkSession session =
        Sessions.open("twinstream savepoint", spark.settings(), new SocketSource("localhost", 1))) {
      appJars.forEach(jar -> session.sparkContext().addJar(jar.toAbsolutePath().toString()));
      Savepoint savepoint = maker.write(out, Optional.ofNullable(job), session);
      for (StateCopy state : savepoint.states()) {
        print("%s: %,d keys, %s%n".formatted(state.name(), state.rows(), state.columns()));
      }
      print(
          "savepoint %s: written and read back in %s%n"
              .formatted(out, DurationText.show(Duration.ofNanos(System.nanoTime() - start))));
    }
    return ExitCode.OK.code();
  }

  private int ofOffsets() throws IOException {
    try (KafkaCluster cluster = offsets.connect()) {
      if (!isEvenIfRunning) {
        offsets.awaitNoMembers(cluster, this::say);
      }
      OffsetsSavepoint savepoint = offsets.read(cluster);
      print(savepoint.describe());
      if (offsets.tables().state().isPresent()) {
        withState(savepoint);
      } else if (!isDryRun) {
        savepoint.write(
            out, Optional.ofNullable(job), Optional.empty(), spark.hadoop().configuration());
        print("savepoint %s: written and read back, without state%n".formatted(out));
      }
    }
    return ExitCode.OK.code();
  }

  private void withState(OffsetsSavepoint savepoint) throws IOException {
    TableOptions tables = offsets.tables();
    try (SparkSession session = SavepointDataOptions.session(spark)) {
      GivenState state =
          GivenState.of(
              session,
              tables.state().orElseThrow(),
              tables.queryOfState(),
              tables.key(),
              wantedState());
      print("state: %s%n  careful: %s%n".formatted(state.describe(), OffsetsSavepoint.TOGETHER));
      if (!isDryRun) {
        Savepoint written =
            savepoint.write(
                out, Optional.ofNullable(job), Optional.of(state), spark.hadoop().configuration());
        StateCopy copy = written.states().get(0);
        print("%s: %s, %s%n".formatted(copy.name(), Plural.of(copy.rows(), "key"), copy.columns()));
        print("savepoint %s: written and read back%n".formatted(out));
      }
    }
  }

  /** Returns the columns of the state that the job keeps; empty if no job was named. */
  private Optional<String> wantedState() {
    if (job == null) {
      return Optional.empty();
    }
    Job<?> named = Jobs.named(job);
    if (!named.isStateful() || !named.readsBack(named.newOptions()).isZero()) {
      throw UserError.usage(
          "--state: %s takes no state from a savepoint: leave it out".formatted(job));
    }
    return named.stateColumns();
  }

  private int toGroup() throws IOException, InterruptedException {
    try (KafkaCluster cluster = offsets.connect()) {
      BackToGroup back =
          BackToGroup.of(checkpoint, cluster, offsets.toGroup(), spark.hadoop().configuration());
      print(back.describe());
      if (!isEvenIfRunning) {
        back.checkNotRunning(this::say);
        offsets.awaitNoMembers(cluster, this::say);
      }
      if (!isDryRun) {
        back.set();
        print("consumer group '%s': set and read back%n".formatted(offsets.toGroup()));
      }
    }
    return ExitCode.OK.code();
  }

  private void check() throws IOException {
    offsets.check(checkpoint);
    if (data.isAsked()) {
      checkData();
      return;
    }
    if (checkpoint == null && !offsets.isOfOffsets()) {
      throw UserError.usage(
          "savepoint: name the CHECKPOINT, or one of --group, --offsets, --offsets-table and --at");
    }
    if (offsets.isToGroup() && (out != null || job != null || !appJars.isEmpty())) {
      throw UserError.usage(
          "--to-group: writes no savepoint: leave out --out, --job and --app-jar");
    }
    if (stop != null && (isDryRun || offsets.isOfOffsets() || offsets.isToGroup())) {
      throw UserError.usage(
          "--stop: only with a checkpoint and --out DIR, as it stops the process");
    }
    if (out == null && !isDryRun && !offsets.isToGroup()) {
      throw UserError.usage("savepoint: write --out DIR, or --dry-run");
    }
    if (out != null) {
      SavepointMaker.checkTarget(out, spark.hadoop().configuration());
    }
    if (job != null) {
      Jobs.named(job);
    }
    if (offsets.isOfOffsets() && offsets.tables().state().isPresent()) {
      wantedState();
    }
    for (Path jar : appJars) {
      if (!Files.isRegularFile(jar)) {
        throw UserError.usage("--app-jar %s: there is no such file".formatted(jar));
      }
    }
  }

  private void checkData() throws IOException {
    data.check(checkpoint, out);
    if (offsets.isOfOffsets()
        || offsets.isToGroup()
        || job != null
        || !appJars.isEmpty()
        || isDryRun
        || isEvenIfRunning
        || stop != null) {
      throw UserError.usage(
          "--sql, --transform, --drop, --rename and --set: are of a savepoint: leave out what makes one of a checkpoint or a group");
    }
    if (out != null) {
      SavepointMaker.checkTarget(out, spark.hadoop().configuration());
    }
  }

  private void print(String text) {
    PrintWriter standard = spec.commandLine().getOut();
    standard.print(text);
    standard.flush();
  }

  private void say(String text) {
    GlobalOptions.say(spec.commandLine(), "savepoint: " + text);
  }
}
