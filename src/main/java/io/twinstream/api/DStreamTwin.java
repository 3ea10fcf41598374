package io.twinstream.api;

import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * The classic program of a job.
 *
 * @param <R> the output row
 */
@FunctionalInterface
public interface DStreamTwin<R> {
  /** Returns the stream of output rows; starts nothing. */
  JavaDStream<R> topology(ClassicInput in);
}
