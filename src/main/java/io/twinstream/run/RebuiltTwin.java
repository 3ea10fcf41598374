package io.twinstream.run;

import io.twinstream.source.SourceRecord;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * A classic job whose state can be made again from the records that were counted, so that it goes
 * on from offsets alone, without Spark's checkpoint.
 *
 * @param <R> the output row, a bean
 */
public interface RebuiltTwin<R> extends RecordTwin<R> {
  /**
   * Returns how old a record can be, by its arrival, and still matter to the state when the next
   * one arrives; empty if all matter for ever.
   */
  Optional<Duration> memory();

  /**
   * Returns the stream of output rows; starts nothing.
   *
   * @param before the records that were counted already, or those of the {@link #memory}; empty for
   *     a run that begins or comes back from a checkpoint, which cannot bring an RDD back
   *     (SPARK-13758)
   */
  JavaDStream<R> topologyOfRecords(
      JavaDStream<SourceRecord> records, Optional<JavaRDD<SourceRecord>> before);

  @Override
  default JavaDStream<R> topologyOfRecords(JavaDStream<SourceRecord> records) {
    return topologyOfRecords(records, Optional.empty());
  }
}
