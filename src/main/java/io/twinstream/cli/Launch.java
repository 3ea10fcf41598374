package io.twinstream.cli;

import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.Sink;
import io.twinstream.api.Source;
import io.twinstream.api.WindowAlignment;
import io.twinstream.ends.jdbc.OffsetsInTable;
import io.twinstream.ends.kafka.DeadLetters;
import io.twinstream.ends.kafka.KafkaSource;
import io.twinstream.ends.kafka.OffsetKeeper;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunReport;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.SavepointStart;
import io.twinstream.engine.Sessions;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.error.DurationText;
import io.twinstream.error.Plural;
import io.twinstream.error.Secrets;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.recovery.Epoch;
import io.twinstream.recovery.Recovery;
import io.twinstream.recovery.SavepointId;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.SourceOffsets;
import io.twinstream.watch.RunInfo;
import io.twinstream.watch.Serving;
import io.twinstream.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;

/** Starts a run that was asked for: claims its checkpoint, runs it to its end, says how it went. */
final class Launch<R> {
  private final RunRequest<R> request;
  private final Optional<Serving> serving;
  private final PrintWriter err;
  private final Source source;
  private final Configuration hadoop;
  private Sessions.Checked spark;
  private Optional<StopFile> stopFile = Optional.empty();
  private Watch watch;

  /**
   * @param serving where the page of the run is; empty for none
   */
  Launch(RunRequest<R> request, Optional<Serving> serving, PrintWriter err) {
    this.request = request;
    this.serving = serving;
    this.err = err;
    this.source = request.source();
    this.hadoop = request.hadoop();
  }

  /**
   * Runs it to its end.
   *
   * @throws UserError if it cannot start, or fails
   */
  void run() throws IOException {
    try (Watch opened = Watch.open(info(), serving)) {
      watch = opened;
      watch.url().ifPresent(url -> say("page: " + url));
      try {
        start();
      } catch (RuntimeException failure) {
        watch.failed(Objects.toString(failure.getMessage(), failure.toString()));
        throw failure;
      }
    }
  }

  private RunInfo info() {
    return new RunInfo(
        request.job().name(),
        request.engine().label(),
        source.countedAs(request.engine()),
        Secrets.masked(source.spec()),
        Secrets.masked(request.sink()),
        request.checkpoint(),
        request.batchInterval());
  }

  private void start() throws IOException {
    stopFile = request.stopFile().map(name -> StopFile.of(name, hadoop));
    source.check();
    spark = Sessions.checked(request.spark(), source);
    if (request.checkpoint().isPresent()) {
      runFromCheckpoint(request.checkpoint().get());
      return;
    }
    Optional<DeadLetters> letters = request.openLetters();
    SavepointStart start = start(true, Optional.empty());
    Sink<R> sink =
        request.openSink(
            CheckpointMarker.ofTemporary(request.job().name(), request.engine()).runId());
    sink.check();
    letters.ifPresent(DeadLetters::check);
    if (request.offsets() != OffsetKeeper.Place.CHECKPOINT) {
      runFromOffsets((KafkaSource) source, sink, letters);
    } else if (request.job().isStateful() && request.engine() == Engine.DSTREAM) {
      say("the state is lost when this run ends; --checkpoint DIR keeps it");
      runWithTemporaryCheckpoint(sink, start, letters);
    } else {
      run(settings(sink, Optional.empty(), start, letters));
    }
  }

  private void runFromCheckpoint(String checkpoint) throws IOException {
    CheckpointMarker marker =
        CheckpointMarker.of(
                checkpoint, request.job().name(), request.engine(), request.fixedOptions(), hadoop)
            .goingOn(source.topics(), checkpoint);
    Optional<String> goesOn = recovery(checkpoint);
    boolean isFirstStart = isFirstStart(checkpoint, goesOn);
    Optional<SavepointId> given =
        request
            .fromSavepoint()
            .filter(any -> isFirstStart)
            .map(folder -> SavepointId.of(folder, Savepoints.read(folder, hadoop), hadoop));
    if (isFirstStart) {
      marker.checkFirstStart(checkpoint, given, CheckpointMarker.isBegun(checkpoint, hadoop));
    }
    SavepointStart start = start(isFirstStart, marker.windows());
    Sink<R> sink = request.openSink(marker.runId());
    sink.check();
    Optional<DeadLetters> letters = request.openLetters();
    letters.ifPresent(DeadLetters::check);
    marker.with(start.windows(), given).claim(checkpoint, hadoop);
    sayBegun(goesOn.orElse("starts in checkpoint " + checkpoint));
    Epoch epoch = Epoch.begin(checkpoint, hadoop);
    sink.takeOver(epoch.number(), epoch.driver());
    try {
      run(
          new RunSettings<>(
              source,
              sink,
              epoch.number() > 1 ? request.openSink(apart(marker.runId(), epoch)) : sink,
              Optional.of(checkpoint),
              epoch,
              request.batchInterval(),
              request.until(),
              start,
              letters));
    } catch (UserError failure) {
      throw goesOn.isPresent() ? Recovery.explained(failure, checkpoint) : failure;
    }
  }

  private RunSettings<R> settings(
      Sink<R> sink,
      Optional<String> checkpoint,
      SavepointStart start,
      Optional<DeadLetters> letters) {
    return new RunSettings<>(source, sink, checkpoint, request.batchInterval(), request.until())
        .from(start)
        .withLetters(letters);
  }

  /** Returns the id that a driver writes under what must not replace the rows of an earlier one. */
  private static String apart(String runId, Epoch epoch) {
    return "%08x".formatted(Objects.hash(runId, epoch.number()));
  }

  /** Goes on where the offsets say, with the state of the records below them. */
  private void runFromOffsets(KafkaSource from, Sink<R> to, Optional<DeadLetters> letters)
      throws IOException {
    Job<R> job = request.job();
    String name = request.kafka().group().orElse("twinstream-" + job.name());
    boolean isInTable = request.offsets() == OffsetKeeper.Place.TABLE;
    OffsetKeeper<R> kept =
        isInTable ? new OffsetsInTable<>(to, name, from.topics()) : from.keptInGroup(name, to);
    Map<TopicPartition, Long> until = kept.load();
    from.goOnAt(until, isInTable ? Optional.empty() : Optional.of(name));
    if (!from.startsAreStable()) {
      kept.begin(from.settleStarts());
    }
    SavepointStart start =
        job.isRebuiltFromRecords() && !until.isEmpty()
            ? SavepointStart.rebuiltFrom(from.counted(job.remembers(request.jobOptions())))
            : SavepointStart.NONE;
    if (job.isStateful()) {
      runWithTemporaryCheckpoint(kept.sink(), start, letters);
    } else {
      run(settings(kept.sink(), Optional.empty(), start, letters));
    }
    kept.flush();
  }

  /**
   * Spark wants a checkpoint directory for classic state, also where nobody will continue from it.
   */
  private void runWithTemporaryCheckpoint(
      Sink<R> sink, SavepointStart start, Optional<DeadLetters> letters) throws IOException {
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      run(settings(sink, Optional.of(temporary.path().toString()), start, letters));
    }
  }

  private void run(RunSettings<R> settings) throws IOException {
    StopRequest stop = new StopRequest();
    StopSignals.onFirst(stop::request);
    stopFile.ifPresent(file -> file.watch(stop, this::say));
    String title = request.title();
    String record = source.countedAs(request.engine());
    ProgressLine progress = new ProgressLine(title, record, err);
    say("starting Spark");
    try (SparkSession session = spark.with(settings.sink()).open("twinstream " + title)) {
      if (session.sparkContext().uiWebUrl().isDefined()) {
        say("Spark's page: " + session.sparkContext().uiWebUrl().get());
      }
      settings.start().check(session);
      watch.running(session, source, settings.epoch().number());
      RunListener listener = RunListener.of(progress, watch.listener());
      RunReport report =
          request.engine() == Engine.DSTREAM
              ? DStreamRunner.run(
                  request.job().dstream(request.jobOptions()), settings, session, listener, stop)
              : StructuredRunner.run(
                  request.job().structured(request.jobOptions()),
                  settings,
                  session,
                  listener,
                  stop);
      String done =
          "%s, %s in %s; %s pending"
              .formatted(
                  Plural.of(report.batches(), "batch"),
                  Plural.of(report.records(), record),
                  DurationText.show(report.took()),
                  report.pending() == 0
                      ? "nothing is"
                      : report.pending() + (report.pending() == 1 ? " batch is" : " batches are"));
      progress.say("done: " + done);
      watch.done(done);
      stopFile.ifPresent(StopFile::delete);
      checkPending(report);
    }
  }

  /**
   * Returns what the run starts with: on a first start that of the savepoint. A port that was
   * killed in its first micro-batch is still at its first start; later its windows go on as they
   * were begun.
   */
  private SavepointStart start(boolean isFirstStart, Optional<WindowAlignment> windows) {
    if (request.fromSavepoint().isEmpty()) {
      return windows.map(SavepointStart::continuing).orElse(SavepointStart.NONE);
    }
    String folder = request.fromSavepoint().get();
    if (!isFirstStart) {
      say("savepoint %s is ignored: the checkpoint already holds a started run".formatted(folder));
      return windows.map(SavepointStart::continuing).orElse(SavepointStart.NONE);
    }
    Savepoint savepoint = Savepoints.read(folder, hadoop);
    if (savepoint.job() != null && !savepoint.job().equals(request.job().name())) {
      throw UserError.usage(
          "--from-savepoint %s: is of %s, not of %s"
              .formatted(folder, savepoint.job(), request.job().name()));
    }
    request.jobOptions().checkSavepoint(request.engine());
    Duration memory = request.job().readsBack(request.jobOptions());
    SavepointStart start = SavepointStart.at(folder, savepoint, source, request.engine(), memory);
    SourceOffsets.of(savepoint.sources())
        .again()
        .forEach(
            range ->
                say(
                    "warning: several sources of savepoint %s read %s: starts at %d, the least of their offsets; one was at %d, so the records between are read twice"
                        .formatted(folder, range.partition(), range.from(), range.until())));
    sayBegun(
        "starts from savepoint %s of %s, %s%s"
            .formatted(
                folder,
                savepoint.engine(),
                savepoint.engine().equals(Savepoint.OFFSETS)
                    ? "read at " + Instant.ofEpochMilli(savepoint.cut().batch())
                    : "cut at batch " + savepoint.cut().batch(),
                memory.isZero()
                    ? ""
                    : "; reads the last %s before it again".formatted(DurationText.show(memory))));
    if (savepoint.engine().equals(Savepoint.OFFSETS)
        && savepoint.states().isEmpty()
        && request.job().isStateful()
        && memory.isZero()) {
      say("warning: savepoint %s holds offsets alone: the state begins empty".formatted(folder));
    }
    return start;
  }

  private void checkPending(RunReport report) {
    if (report.pending() > 0) {
      throw UserError.failed(
          "%s on %s: the graceful stop did not end within %s (%s): %s"
              .formatted(
                  request.job().name(),
                  request.engine(),
                  DurationText.show(report.limit()),
                  RunReport.LIMIT_SETTING,
                  request.checkpoint().isEmpty()
                      ? "pending batches are lost, as there is no --checkpoint"
                      : "pending batches run again at the next start with --checkpoint "
                          + request.checkpoint().get()));
    }
  }

  /** Tells whether nothing is committed yet, so that the run begins with its savepoint. */
  private boolean isFirstStart(String checkpoint, Optional<String> goesOn) {
    return goesOn.isEmpty()
        || (request.engine() == Engine.STRUCTURED && !Recovery.hasCommitted(checkpoint, hadoop));
  }

  /** Returns where the run goes on; empty if it begins. */
  private Optional<String> recovery(String checkpoint) {
    return Recovery.check(
        request.engine(), checkpoint, request.batchInterval(), request.conf(), hadoop);
  }

  private void sayBegun(String how) {
    say(how);
    watch.begun(how);
  }

  private void say(String what) {
    err.println(request.title() + ": " + what);
    err.flush();
  }
}
