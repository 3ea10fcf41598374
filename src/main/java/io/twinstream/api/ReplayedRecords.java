package io.twinstream.api;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * Records of a source from before the point where a classic run began; a checkpoint can hold where
 * they are, and read them again.
 */
public interface ReplayedRecords extends Serializable {
  /** Returns those that arrived at or after that time, epoch milliseconds. */
  JavaRDD<InputRecord> since(JavaSparkContext spark, long millis);

  /** Returns a time after which none of them arrived, epoch milliseconds. */
  long newestMillis();

  /**
   * Adds to each window of a stream what arrived in it before the run began.
   *
   * @param windowed what the window holds of the batches of this run
   * @param length how long the window is
   * @param read what a record is in the window
   */
  default <T> JavaDStream<T> inWindow(
      JavaDStream<T> windowed, Duration length, FlatMapFunction<InputRecord, T> read) {
    long lengthMillis = length.toMillis();
    return windowed.transform(
        (window, time) -> {
          long start = time.milliseconds() - lengthMillis;
          return start > newestMillis()
              ? window
              : window.union(
                  since(JavaSparkContext.fromSparkContext(window.context()), start).flatMap(read));
        });
  }

  /** The same for a job that reads lines; none is null. */
  default <T> JavaDStream<T> linesInWindow(
      JavaDStream<T> windowed, Duration length, FlatMapFunction<String, T> read) {
    return inWindow(
        windowed,
        length,
        record -> record.value() == null ? Collections.emptyIterator() : read.call(record.value()));
  }
}
