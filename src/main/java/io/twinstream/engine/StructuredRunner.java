package io.twinstream.engine;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Source;
import io.twinstream.api.StructuredTwin;
import io.twinstream.error.UserError;
import io.twinstream.recovery.QueryLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.util.LongAccumulator;

/**
 * Runs the port of a job: starts or continues the query, runs it until it is to stop, and drains
 * it.
 */
public final class StructuredRunner {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration TRIGGER_POLL = Duration.ofNanos(50_000);
  private static final Duration PROGRESS_LIMIT = Duration.ofSeconds(5);

  private StructuredRunner() {}

  /**
   * Runs the job to its end and returns when all that was received is written.
   *
   * @param session of {@link Sessions}; it stays open
   * @throws UserError if the query cannot start or a micro-batch fails
   */
  public static <R> RunReport run(
      StructuredTwin<R> twin,
      RunSettings<R> settings,
      SparkSession session,
      RunListener listener,
      StopRequest stop) {
    BatchTracker tracker = new BatchTracker(listener);
    LongUnaryOperator batchName = batchName(settings.source());
    WriteGate<R> gate = gate(settings, session, batchName);
    LongAccumulator letters = session.sparkContext().longAccumulator("dead letters");
    PortProgress progress = new PortProgress(tracker, batchName, settings.source(), gate, letters);
    session.streams().addListener(progress);
    try {
      StreamingQuery query = start(twin, settings, session, batchName, gate, letters);
      Duration limit = GracefulStop.limit(session.sparkContext(), settings.batchInterval());
      boolean isDrained;
      listener.started();
      try {
        listener.stopping(await(query, settings, tracker, stop));
        isDrained =
            GracefulStop.within(
                limit, session.sparkContext(), () -> drain(query, settings), gate::giveUp);
      } finally {
        query.stop();
      }
      awaitProgress(query, tracker, batchName);
      return tracker.report(Math.max(isDrained ? 0 : 1, pending(settings, session)), limit);
    } catch (StreamingQueryException e) {
      throw Failures.ofBatch(e, settings.source());
    } catch (TimeoutException | InterruptedException e) {
      throw UserError.failed("the query could not be stopped: " + e.getMessage(), e);
    } finally {
      session.streams().removeListener(progress);
    }
  }

  /** The micro-batch that was planned and not committed is run again. */
  private static <R> WriteGate<R> gate(
      RunSettings<R> settings, SparkSession session, LongUnaryOperator batchName) {
    OptionalLong planned = newest(settings, session, "offsets");
    long before = planned.isPresent() ? batchName.applyAsLong(planned.getAsLong()) : Long.MIN_VALUE;
    return new WriteGate<>(
        settings,
        batch -> batch <= before,
        () -> settings.source().isReplayable(session.sparkContext().getConf()),
        () -> {});
  }

  /** Returns how many micro-batches are planned and not committed: none or one. */
  private static <R> int pending(RunSettings<R> settings, SparkSession session) {
    return newest(settings, session, "offsets").orElse(-1)
            > newest(settings, session, "commits").orElse(-1)
        ? 1
        : 0;
  }

  /** Returns the newest micro-batch in a log of the checkpoint. */
  private static <R> OptionalLong newest(
      RunSettings<R> settings, SparkSession session, String log) {
    if (settings.checkpoint().isEmpty()) {
      return OptionalLong.empty();
    }
    Path folder = new Path(settings.checkpoint().get());
    try {
      return QueryLog.newest(
          folder.getFileSystem(session.sparkContext().hadoopConfiguration()),
          new Path(folder, log));
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static <R> StreamingQuery start(
      StructuredTwin<R> twin,
      RunSettings<R> settings,
      SparkSession session,
      LongUnaryOperator batchName,
      WriteGate<R> gate,
      LongAccumulator letters)
      throws TimeoutException {
    Dataset<Row> all = PortRecords.of(settings, session, letters);
    Dataset<Row> lines = twin.takesNulls() ? all : all.where("value IS NOT NULL");
    SavepointStart from = settings.start();
    boolean isVirtual = settings.source().virtualTime().isPresent();
    Trigger trigger = Trigger.ProcessingTime(isVirtual ? 0 : settings.batchInterval().toMillis());
    if (twin.appliesTo() == AppliesTo.MICRO_BATCH) {
      from.checkTaken(false);
      VoidFunction2<Dataset<Row>, Long> write =
          (batch, id) ->
              gate.write(
                  twin.topology(new PortRunInput(batch, from)).javaRDD(),
                  batchName.applyAsLong(id));
      return start(lines.writeStream().foreachBatch(write), settings.checkpoint(), trigger);
    }
    VoidFunction2<Dataset<R>, Long> write =
        (rows, id) -> gate.write(rows.javaRDD(), batchName.applyAsLong(id));
    PortRunInput input = new PortRunInput(lines, from);
    Dataset<R> output = twin.topology(input);
    from.checkTaken(input.isStartTaken());
    return start(
        output.writeStream().outputMode(twin.outputMode()).foreachBatch(write),
        settings.checkpoint(),
        trigger);
  }

  private static StreamingQuery start(
      DataStreamWriter<?> writer, Optional<String> checkpoint, Trigger trigger)
      throws TimeoutException {
    checkpoint.ifPresent(directory -> writer.option("checkpointLocation", directory));
    return writer.trigger(trigger).start();
  }

  /**
   * A micro-batch is named by its number; in virtual time by its batch time, as on the classic
   * engine.
   */
  private static LongUnaryOperator batchName(Source source) {
    return source
        .virtualTime()
        .<LongUnaryOperator>map(time -> id -> time.batchMillis(time.first() + id))
        .orElse(id -> id);
  }

  private static <R> String await(
      StreamingQuery query, RunSettings<R> settings, BatchTracker tracker, StopRequest stop)
      throws StreamingQueryException {
    boolean isVirtual = settings.source().virtualTime().isPresent();
    Until until = isVirtual ? Until.END : settings.until();
    Rest rest = new Rest(query);
    while (!query.awaitTermination(POLL.toMillis())) {
      if (stop.isRequested()) {
        return "asked to stop";
      }
      boolean isDone = until == Until.END && isDone(settings.source(), rest);
      if (until.isReached(tracker.age(), tracker.silence(), isDone)) {
        return isVirtual ? "the recording is over" : until.reason();
      }
    }
    return "the query ended";
  }

  private static boolean isDone(Source source, Rest rest) {
    return source.hasEnded()
        && (source.tracked().map(Source.Tracked::isProcessed).orElse(false) || rest.isDone());
  }

  /** What a query has to do when its source has read all there is; it takes as long as it takes. */
  private static final class Rest {
    private final StreamingQuery query;
    private CompletableFuture<Void> done;

    private Rest(StreamingQuery query) {
      this.query = query;
    }

    /** Tells whether it is done; begins to wait for that when first asked. */
    private boolean isDone() {
      if (done == null) {
        done = CompletableFuture.runAsync(query::processAllAvailable, Rest::inBackground);
      }
      return done.isDone() && !done.isCompletedExceptionally();
    }

    private static void inBackground(Runnable work) {
      Thread thread = new Thread(work, "twinstream-rest");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Lets the query write what was received; {@code query.stop()} alone would interrupt the
   * micro-batch that runs.
   *
   * @throws StreamingQueryException if a micro-batch fails meanwhile; Spark does not declare it
   */
  private static <R> void drain(StreamingQuery query, RunSettings<R> settings)
      throws StreamingQueryException {
    if (settings.source().stopIntake()) {
      query.processAllAvailable();
      return;
    }
    // Files may come faster than they are read: what is not read yet is left to the next run. The
    // query is stopped between two micro-batches, which may follow each other closely.
    while (query.isActive() && query.status().isTriggerActive()) {
      LockSupport.parkNanos(TRIGGER_POLL.toNanos());
    }
  }

  /** Progress is reported from a thread of its own; waits for that of the newest micro-batch. */
  private static void awaitProgress(
      StreamingQuery query, BatchTracker tracker, LongUnaryOperator batchName)
      throws InterruptedException {
    OptionalLong newest =
        Arrays.stream(query.recentProgress())
            .filter(PortProgress::isOfBatch)
            .mapToLong(StreamingQueryProgress::batchId)
            .max();
    if (newest.isPresent()) {
      tracker.awaitBatch(batchName.applyAsLong(newest.getAsLong()), PROGRESS_LIMIT);
    }
  }
}
