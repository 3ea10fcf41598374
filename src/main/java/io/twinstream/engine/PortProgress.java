package io.twinstream.engine;

import io.twinstream.api.Source;
import io.twinstream.internals.StateSize;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.util.LongAccumulator;

/** Hands finished micro-batches to the tracker. */
final class PortProgress extends StreamingQueryListener {
  private static final long serialVersionUID = 1L;

  private final transient BatchTracker tracker;
  private final transient LongUnaryOperator batchName;
  private final transient Source source;
  private final transient WriteGate<?> gate;
  private final transient LongAccumulator letters;
  private transient long lettersTold;

  /**
   * @param letters counts the dead letters of the query
   */
  PortProgress(
      BatchTracker tracker,
      LongUnaryOperator batchName,
      Source source,
      WriteGate<?> gate,
      LongAccumulator letters) {
    this.tracker = tracker;
    this.batchName = batchName;
    this.source = source;
    this.gate = gate;
    this.letters = letters;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress progress = event.progress();
    if (isOfBatch(progress)) {
      source
          .tracked()
          .ifPresent(tracked -> Arrays.stream(progress.sources()).forEach(tracked::completed));
      long batch = batchName.applyAsLong(progress.batchId());
      long sent = letters.value();
      long since = sent - lettersTold;
      lettersTold = sent;
      tracker.add(
          new RunListener.Batch(
              batch,
              progress.numInputRows(),
              gate.takeWritten(batch),
              since,
              progress.durationMs().get("triggerExecution"),
              0,
              0,
              dropped(progress),
              OptionalLong.empty(),
              state(progress)));
    }
  }

  private static Optional<StateSize> state(StreamingQueryProgress progress) {
    StateOperatorProgress[] all = progress.stateOperators();
    return all.length == 0
        ? Optional.empty()
        : Optional.of(
            new StateSize(
                Arrays.stream(all).mapToLong(StateOperatorProgress::numRowsTotal).sum(),
                Arrays.stream(all).mapToLong(StateOperatorProgress::memoryUsedBytes).sum()));
  }

  private static long dropped(StreamingQueryProgress progress) {
    return Arrays.stream(progress.stateOperators())
        .mapToLong(StateOperatorProgress::numRowsDroppedByWatermark)
        .sum();
  }

  /**
   * Tells whether the progress is that of a micro-batch and not of a trigger that found nothing.
   */
  static boolean isOfBatch(StreamingQueryProgress progress) {
    return progress.durationMs().containsKey("addBatch");
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
