package io.twinstream.engine;

import io.twinstream.api.Source;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.streaming.scheduler.BatchInfo;
import org.apache.spark.streaming.scheduler.OutputOperationInfo;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchSubmitted;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverError;
import org.apache.spark.streaming.scheduler.StreamingListenerReceiverStopped;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.Seq;

/** Hands the finished batches of a classic context to the tracker. */
final class ClassicProgress implements StreamingListener {
  /** What Spark's ReceiverSupervisorImpl reports at a stop of the context (3.5 and 4.1). */
  private static final String CAUSED_BY = "Caused by: ";

  private static final String STOPPED_BY_US = "Stopped by driver";

  private final BatchTracker tracker;
  private final Source source;
  private final RunListener listener;
  private final AtomicBoolean hasEnded;
  private final Supplier<OptionalLong> ratePerSecond;
  private final WriteGate<?> gate;
  private final AtomicInteger queued = new AtomicInteger();

  ClassicProgress(
      BatchTracker tracker,
      Source source,
      RunListener listener,
      AtomicBoolean hasEnded,
      Supplier<OptionalLong> ratePerSecond,
      WriteGate<?> gate) {
    this.tracker = tracker;
    this.source = source;
    this.listener = listener;
    this.hasEnded = hasEnded;
    this.ratePerSecond = ratePerSecond;
    this.gate = gate;
  }

  @Override
  public void onBatchSubmitted(StreamingListenerBatchSubmitted submitted) {
    queued.incrementAndGet();
  }

  @Override
  public void onBatchCompleted(StreamingListenerBatchCompleted completed) {
    BatchInfo batch = completed.batchInfo();
    int behind = queued.decrementAndGet();
    if (isFailed(batch)) {
      return; // Spark calls it completed; awaitTermination throws what it failed with
    }
    source.tracked().ifPresent(tracked -> tell(tracked, batch));
    tracker.add(
        new RunListener.Batch(
            batch.batchTime().milliseconds(),
            Math.max(batch.numRecords(), files(batch)),
            gate.takeWritten(batch.batchTime().milliseconds()),
            gate.takeLetters(),
            batch.processingDelay().isDefined() ? (Long) batch.processingDelay().get() : 0,
            batch.schedulingDelay().isDefined() ? (Long) batch.schedulingDelay().get() : 0,
            behind,
            0,
            ratePerSecond.get(),
            Optional.empty()));
  }

  private static void tell(Source.Tracked tracked, BatchInfo batch) {
    for (Iterator<StreamInputInfo> each = batch.streamIdToInputInfo().valuesIterator();
        each.hasNext(); ) {
      tracked.completed(each.next());
    }
  }

  /** A receiver that restarts says so by stopping. */
  @Override
  public void onReceiverStopped(StreamingListenerReceiverStopped stopped) {
    String why = stopped.receiverInfo().lastErrorMessage();
    if (source.receiver().filter(receiver -> receiver.isEnd(why)).isPresent()) {
      hasEnded.set(true);
    } else if (!why.equals(STOPPED_BY_US)) {
      listener.interrupted(source.spec(), withCause(why, stopped.receiverInfo().lastError()));
    }
  }

  /** One that goes on. */
  @Override
  public void onReceiverError(StreamingListenerReceiverError error) {
    listener.interrupted(source.spec(), error.receiverInfo().lastErrorMessage());
  }

  /**
   * Adds what is behind a message of Spark such as {@code Error starting receiver 0}.
   *
   * @param trace a stack trace, or empty
   */
  static String withCause(String message, String trace) {
    String cause =
        trace
            .lines()
            .filter(line -> line.startsWith(CAUSED_BY))
            .reduce((first, second) -> second)
            .orElseGet(() -> trace.lines().findFirst().orElse(""))
            .replace(CAUSED_BY, "")
            .replaceFirst("^(?:\\w+\\.)+(?=\\w+(?::|$))", "");
    return cause.isBlank() || message.contains(cause) ? message : message + ": " + cause;
  }

  private static boolean isFailed(BatchInfo batch) {
    for (Iterator<OutputOperationInfo> each = batch.outputOperationInfos().valuesIterator();
        each.hasNext(); ) {
      if (each.next().failureReason().isDefined()) {
        return true;
      }
    }
    return false;
  }

  /** A file stream counts no records, but names its new files. */
  private static long files(BatchInfo batch) {
    long files = 0;
    for (Iterator<StreamInputInfo> each = batch.streamIdToInputInfo().valuesIterator();
        each.hasNext(); ) {
      Option<Object> names = each.next().metadata().get("files");
      files += names.isDefined() ? ((Seq<?>) names.get()).size() : 0;
    }
    return files;
  }
}
