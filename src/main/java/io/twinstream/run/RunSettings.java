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
 * @param checkpoint the directory to continue from, or to begin; empty for a run that keeps nothing
 * @param batchInterval the classic batch interval, and the port's trigger interval
 * @param until when the run stops by itself
 */
public record RunSettings<R>(
    Source source,
    Sink<R> sink,
    Optional<String> checkpoint,
    Duration batchInterval,
    Until until) {}
