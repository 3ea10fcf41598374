package io.twinstream.api;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * Records that a source delivered before a classic run started. Serializable by their place in the
 * source, so that a checkpoint can read them again.
 */
public interface ReplayedRecords extends Serializable {
  /** Returns the records that arrived at or after a time in epoch milliseconds. */
  JavaRDD<InputRecord> since(JavaSparkContext spark, long millis);

  /** Returns a time after which none of them arrived, epoch milliseconds. */
  long newestMillis();

  /**
   * Adds to each window the records that arrived in it before the run started.
   *
   * @param windowed the window's contents from this run
   * @param length how long the window is
   * @param read maps a record to an element of the window
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

  /** Like the other, for a job that reads lines; none is null. */
  default <T> JavaDStream<T> linesInWindow(
      JavaDStream<T> windowed, Duration length, FlatMapFunction<String, T> read) {
    return inWindow(
        windowed,
        length,
        record -> record.value() == null ? Collections.emptyIterator() : read.call(record.value()));
  }
}
