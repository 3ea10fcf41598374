package io.twinstream.engine;

import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Source;
import io.twinstream.error.UserError;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.ClassicState;
import io.twinstream.internals.VirtualClock;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Runs the classic twin of a job: creates or recovers the context, runs it until it is to stop, and
 * drains it.
 */
public final class DStreamRunner {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CHECKPOINT_POLL = Duration.ofMillis(10);
  private static final Duration CHECKPOINT_LIMIT = Duration.ofSeconds(60);

  private DStreamRunner() {}

  /**
   * Runs the job to its end and returns when all that was received is written.
   *
   * @param session of {@link Sessions}; it stays open
   * @throws UserError if the run cannot start or a batch fails
   */
  public static <R> RunReport run(
      DStreamTwin<R> twin,
      RunSettings<R> settings,
      SparkSession session,
      RunListener listener,
      StopRequest stop) {
    WriteGate<R> gate = gate(settings, session).ofClassicJob();
    try (gate) {
      return run(twin, settings, session, listener, stop, gate);
    }
  }

  private static <R> RunReport run(
      DStreamTwin<R> twin,
      RunSettings<R> settings,
      SparkSession session,
      RunListener listener,
      StopRequest stop,
      WriteGate<R> gate) {
    JavaStreamingContext context = context(twin, settings, session);
    BatchTracker tracker = new BatchTracker(listener);
    AtomicBoolean hasEnded = new AtomicBoolean(settings.source().hasEnded());
    try {
      context.addStreamingListener(
          new ClassicProgress(
              tracker,
              settings.source(),
              listener,
              hasEnded,
              () -> ClassicContext.ratePerSecond(context),
              gate));
      settings.source().virtualTime().ifPresent(time -> skip(time, context));
      settings.source().receiver().ifPresent(receiver -> receiver.starting(context));
      context.start();
      listener.stateOf(() -> ClassicState.size(context));
      listener.started();
      String reason =
          settings.source().virtualTime().isPresent()
              ? replay(context, settings, tracker, stop, gate)
              : await(context, settings, tracker, stop, hasEnded, gate);
      listener.stopping(reason);
      Optional<Source.Receiver> receiver = settings.source().receiver();
      if (receiver.isPresent()) {
        receiver.get().stop(context);
      }
      Duration limit = GracefulStop.limit(session.sparkContext(), settings.batchInterval());
      // Every batch of virtual time is done here, and a graceful stop would wait for the clock to
      // move once more.
      boolean isGraceful = settings.source().virtualTime().isEmpty();
      GracefulStop.within(
          limit, session.sparkContext(), () -> context.stop(false, isGraceful), gate::giveUp);
      gate.failure()
          .ifPresent(
              failure -> {
                throw Failures.ofBatch(failure, settings.source());
              });
      return tracker.report(ClassicContext.pendingBatches(context), limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    } finally {
      context.stop(false, false);
    }
  }

  /**
   * Batches that are run again have a time before this; the first new one comes after it
   * (JobGenerator.restart, 3.5 and 4.1).
   */
  private static <R> WriteGate<R> gate(RunSettings<R> settings, SparkSession session) {
    long now = System.currentTimeMillis();
    return new WriteGate<>(
        settings,
        batch -> batch <= now,
        () -> settings.source().isReplayable(session.sparkContext().getConf()),
        () -> settings.checkpoint().ifPresent(folder -> awaitCheckpoint(folder, session)));
  }

  /**
   * Returns when a driver could be recovered. One that is killed before begins anew, with other
   * batch times, and could not replace the rows of its batches.
   */
  private static void awaitCheckpoint(String folder, SparkSession session) {
    long end = System.nanoTime() + CHECKPOINT_LIMIT.toNanos();
    try {
      FileSystem files =
          new Path(folder).getFileSystem(session.sparkContext().hadoopConfiguration());
      while (!ClassicContext.isRecoverable(folder, files)) {
        if (System.nanoTime() > end) {
          throw UserError.failed(
              "checkpoint %s: has no checkpoint file after %s, so nothing was written: Spark's log says why"
                  .formatted(folder, io.twinstream.error.DurationText.show(CHECKPOINT_LIMIT)));
        }
        Thread.sleep(CHECKPOINT_POLL.toMillis());
      }
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read: %s".formatted(folder, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }

  /**
   * A context that is recovered runs on the session's SparkContext too, so its settings are the
   * ones of today.
   */
  private static <R> JavaStreamingContext context(
      DStreamTwin<R> twin, RunSettings<R> settings, SparkSession session) {
    Optional<String> checkpoint = settings.checkpoint();
    return checkpoint.isEmpty()
        ? create(twin, settings, session)
        : JavaStreamingContext.getOrCreate(
            checkpoint.get(),
            () -> create(twin, settings, session),
            session.sparkContext().hadoopConfiguration());
  }

  private static <R> JavaStreamingContext create(
      DStreamTwin<R> twin, RunSettings<R> settings, SparkSession session) {
    JavaStreamingContext context =
        new JavaStreamingContext(
            JavaSparkContext.fromSparkContext(session.sparkContext()),
            Durations.milliseconds(settings.batchInterval().toMillis()));
    settings.checkpoint().ifPresent(context::checkpoint);
    ClassicRunInput input = new ClassicRunInput(settings, context);
    JavaDStream<R> rows = twin.topology(input);
    settings.start().checkTaken(input.isStartTaken());
    rows.foreachRDD(new ThroughGate<>());
    return context;
  }

  /**
   * What the job's output does with a batch. It is in every checkpoint that Spark writes, and
   * cannot be serialized once another driver has taken the directory over: Spark goes on to write
   * checkpoints after a batch has failed, and the next start would continue from the newest one.
   */
  private static final class ThroughGate<R> implements VoidFunction2<JavaRDD<R>, Time> {
    private static final long serialVersionUID = 1L;

    @Override
    public void call(JavaRDD<R> rows, Time time) {
      WriteGate.<R>ofProcess().write(rows, time.milliseconds());
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      WriteGate.checkTurn();
      out.defaultWriteObject();
    }
  }

  /** A context that is recovered sets the clock itself. */
  private static void skip(Source.VirtualTime time, JavaStreamingContext context) {
    VirtualClock.of(context).advance(time.interval().multipliedBy(time.first()));
  }

  /** Advances virtual time one batch at a time; returns why it stopped. */
  private static <R> String replay(
      JavaStreamingContext context,
      RunSettings<R> settings,
      BatchTracker tracker,
      StopRequest stop,
      WriteGate<R> gate)
      throws InterruptedException {
    Source.VirtualTime time = settings.source().virtualTime().orElseThrow();
    VirtualClock clock = VirtualClock.of(context);
    // What a recovery runs again, up to the batch that the clock stands at.
    while (ClassicContext.pendingBatches(context) > 0
        && !tracker.awaitBatch(clock.millis(), POLL)) {
      throwIfFailed(context, settings.source(), Duration.ofMillis(1), gate);
    }
    for (long k = clock.millis() / time.interval().toMillis(); k < time.batches(); k++) {
      if (stop.isRequested()) {
        return "asked to stop";
      }
      clock.advance(time.interval());
      while (!tracker.awaitBatch(time.batchMillis(k), POLL)) {
        throwIfFailed(context, settings.source(), Duration.ofMillis(1), gate);
      }
    }
    return "the recording is over";
  }

  private static <R> String await(
      JavaStreamingContext context,
      RunSettings<R> settings,
      BatchTracker tracker,
      StopRequest stop,
      AtomicBoolean hasEnded,
      WriteGate<R> gate)
      throws InterruptedException {
    while (!throwIfFailed(context, settings.source(), POLL, gate)) {
      if (stop.isRequested()) {
        return "asked to stop";
      }
      boolean isDone = tracker.batches() > 0 && (hasEnded.get() || settings.source().hasEnded());
      if (settings.until().isReached(tracker.age(), tracker.silence(), isDone)) {
        return settings.until().reason();
      }
    }
    return "the context was stopped";
  }

  /**
   * Waits; tells whether the context has stopped by itself. Of several failures the first counts:
   * the engine keeps the newest.
   */
  private static boolean throwIfFailed(
      JavaStreamingContext context, Source source, Duration wait, WriteGate<?> gate)
      throws InterruptedException {
    try {
      return context.awaitTerminationOrTimeout(wait.toMillis());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw Failures.ofBatch(gate.failure().orElse(e), source);
    }
  }
}
