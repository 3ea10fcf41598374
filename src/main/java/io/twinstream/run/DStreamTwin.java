package io.twinstream.run;

import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * The classic program of a job.
 *
 * @param <R> the output row, a bean
 */
@FunctionalInterface
public interface DStreamTwin<R> {
  /** Returns the stream of output rows; starts nothing. */
  JavaDStream<R> topology(JavaDStream<String> lines);
}
