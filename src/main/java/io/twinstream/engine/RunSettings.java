package io.twinstream.engine;

import io.twinstream.api.Sink;
import io.twinstream.api.Source;
import io.twinstream.ends.kafka.DeadLetters;
import io.twinstream.recovery.Epoch;
import java.time.Duration;
import java.util.Optional;

/**
 * How a job is run.
 *
 * @param source where the lines come from
 * @param sink where the rows go
 * @param apart where rows of a batch go that must not take the place of what an earlier driver has
 *     written as that batch: the same sink, as another run
 * @param checkpoint the directory to continue from, or to begin; empty for a run that keeps nothing
 * @param epoch the driver's turn at that directory
 * @param batchInterval the classic batch interval, and the port's trigger interval
 * @param until when the run stops by itself
 * @param start what the run starts from
 * @param letters where records go that the job cannot read
 */
public record RunSettings<R>(
    Source source,
    Sink<R> sink,
    Sink<R> apart,
    Optional<String> checkpoint,
    Epoch epoch,
    Duration batchInterval,
    Until until,
    SavepointStart start,
    Optional<DeadLetters> letters) {
  /** Of a run that starts from nothing and drops what it cannot read. */
  public RunSettings(
      Source source,
      Sink<R> sink,
      Sink<R> apart,
      Optional<String> checkpoint,
      Epoch epoch,
      Duration batchInterval,
      Until until) {
    this(
        source,
        sink,
        apart,
        checkpoint,
        epoch,
        batchInterval,
        until,
        SavepointStart.NONE,
        Optional.empty());
  }

  /** Of a driver that shares nothing with another, or continues where none is left. */
  public RunSettings(
      Source source,
      Sink<R> sink,
      Optional<String> checkpoint,
      Duration batchInterval,
      Until until) {
    this(source, sink, sink, checkpoint, Epoch.ALONE, batchInterval, until);
  }

  /** Returns the same of a run that starts from there. */
  public RunSettings<R> from(SavepointStart other) {
    return new RunSettings<>(
        source, sink, apart, checkpoint, epoch, batchInterval, until, other, letters);
  }

  /** Returns the same of a run that sends what it cannot read there. */
  public RunSettings<R> withLetters(Optional<DeadLetters> to) {
    return new RunSettings<>(
        source, sink, apart, checkpoint, epoch, batchInterval, until, start, to);
  }
}
