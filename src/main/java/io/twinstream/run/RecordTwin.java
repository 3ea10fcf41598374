package io.twinstream.run;

import io.twinstream.source.SourceRecord;
import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * The classic program of a job that asks where its records came from: their topic, their offset or
 * the time of their arrival.
 *
 * @param <R> the output row, a bean
 */
public interface RecordTwin<R> extends DStreamTwin<R> {
  /**
   * Returns the stream of output rows; starts nothing.
   *
   * @param records a value may be null: a tombstone
   */
  JavaDStream<R> topologyOfRecords(JavaDStream<SourceRecord> records);

  /** Not asked for: a runner that sees this interface hands over records. */
  @Override
  default JavaDStream<R> topology(JavaDStream<String> lines) {
    throw new UnsupportedOperationException("this job reads records");
  }
}
