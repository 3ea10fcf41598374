package io.twinstream.run;

import io.twinstream.sink.Sink;
import io.twinstream.source.Source;
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
 */
public record RunSettings<R>(
    Source source,
    Sink<R> sink,
    Sink<R> apart,
    Optional<String> checkpoint,
    Epoch epoch,
    Duration batchInterval,
    Until until) {
  /** Of a driver that shares nothing with another, or continues where none is left. */
  public RunSettings(
      Source source,
      Sink<R> sink,
      Optional<String> checkpoint,
      Duration batchInterval,
      Until until) {
    this(source, sink, sink, checkpoint, Epoch.ALONE, batchInterval, until);
  }
}
