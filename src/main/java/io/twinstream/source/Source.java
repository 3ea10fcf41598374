package io.twinstream.source;

import java.time.Duration;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** Where lines come from, on either engine. One object serves one run. */
public interface Source {
  /** Returns the source as it was written on the command line. */
  String spec();

  /**
   * Checks what can be checked before anything starts.
   *
   * @throws io.twinstream.error.UserError if the source can never be read
   */
  default void check() {}

  /** Returns the lines as a DStream. */
  JavaDStream<String> dstream(JavaStreamingContext context);

  /**
   * Returns the lines as a streaming Dataset: {@code value} (string), {@code arrivedAt}
   * (timestamp).
   */
  Dataset<Row> structured(SparkSession session);

  /** Returns the classic engine's slots that this source occupies for good: 1 for a receiver. */
  default int receivers() {
    return 0;
  }

  /**
   * Tells whether an error that a receiver of the classic engine reported means that the source has
   * no more.
   */
  default boolean isEnd(String receiverError) {
    return false;
  }

  /** Tells whether the port's source has read all there is; false while it cannot know. */
  boolean hasEnded();

  /**
   * Prepares receivers for a graceful stop where Spark's own would not do; the context still runs.
   * Classic engine only.
   */
  default void stopReceivers(JavaStreamingContext context) throws InterruptedException {}

  /**
   * Stops reading, so that what was received is finite; returns false where the source cannot. Port
   * only.
   */
  default boolean stopIntake() {
    return false;
  }

  /** Returns the batches of virtual time if this source has its own time. */
  default Optional<VirtualTime> virtualTime() {
    return Optional.empty();
  }

  /**
   * A source's own time: batch k (from 0) ends at {@code (k + 1) * interval}.
   *
   * @param batches how many batches there are
   * @param interval the length of each
   */
  record VirtualTime(int batches, Duration interval) {
    /** Returns the batch time of batch k in milliseconds. */
    public long batchMillis(long k) {
      return (k + 1) * interval.toMillis();
    }
  }
}
