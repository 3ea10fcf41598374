package io.twinstream.api;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.scheduler.StreamInputInfo;

/** Where lines come from, on either engine. One object serves one run. */
public interface Source {
  /** Spark's setting of the log that gives what receivers have stored once more. */
  String WRITE_AHEAD_LOG = "spark.streaming.receiver.writeAheadLog.enable";

  /** Returns the source as it was written on the command line. */
  String spec();

  /**
   * Checks what can be checked before anything starts.
   *
   * @throws io.twinstream.error.UserError if the source can never be read
   */
  default void check() {}

  /**
   * Returns the ids of the topics it reads, as they were at {@link #check}; none without topics.
   */
  default TopicIds topics() {
    return TopicIds.none();
  }

  /**
   * Begins where the sources of a savepoint stood, and not at its own beginning. Called before the
   * lines are asked for, on a first start only.
   *
   * @throws UserError if the savepoint is of a source that this one cannot take over
   */
  default void startAt(List<SourcePosition> positions) {
    for (SourcePosition position : positions) {
      if (position.kind().equals("kafka") || position.kind().equals("files")) {
        throw UserError.usage(
            "source %s: the savepoint stands in the middle of %s: read on from there with a source %s:..."
                .formatted(spec(), position.kind(), position.kind()));
      }
    }
  }

  /**
   * Returns when the earliest of the records arrived that come next, after {@link #startAt}; now if
   * there are none yet. Epoch milliseconds.
   *
   * @throws UserError if what was read before cannot be read again
   */
  default long nextArrivalMillis() {
    throw UserError.usage(
        "source %s: the job needs what was read before the savepoint once more, and this source cannot give it again: read on from Kafka, or start without the savepoint"
            .formatted(spec()));
  }

  /**
   * Returns the records before the point of {@link #startAt} that arrived at or after that time.
   * Only of a source that knows {@link #nextArrivalMillis}.
   */
  default ReplayedRecords before(long sinceMillis) {
    throw new UnsupportedOperationException(spec());
  }

  /** Lets the port begin with these records. */
  default void readAgain(long sinceMillis) {
    throw new UnsupportedOperationException(spec());
  }

  /** Sets what of Spark's settings belongs to the source. */
  default void configure(SparkConf conf) {}

  /** Returns the lines as a DStream; none is null. */
  JavaDStream<String> dstream(JavaStreamingContext context);

  /**
   * Returns the lines with where they came from; a value may be null. Those of a source that does
   * not know when a line arrived have the batch time.
   */
  default JavaDStream<InputRecord> records(JavaStreamingContext context) {
    return dstream(context)
        .transform(
            (lines, time) -> {
              long batchTime = time.milliseconds();
              return lines.map(line -> InputRecord.ofLine(line, batchTime));
            });
  }

  /**
   * Returns the lines as a streaming Dataset: {@code value} (string, null for a tombstone), {@code
   * arrivedAt} (timestamp), and {@code topic} (string), {@code partition} (int), {@code offset}
   * (long) as {@link InputRecord} has them.
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

  /**
   * Told what an input stream of the classic engine had served in a batch that is completed; called
   * from the engine's thread.
   */
  default void completed(StreamInputInfo input) {}

  /**
   * Tells whether a batch that an earlier driver had begun has all its records again when the
   * engine runs it again; asked when its rows are about to be written.
   *
   * @param conf of the Spark that runs
   */
  default boolean isReplayable(SparkConf conf) {
    return receivers() == 0 || conf.getBoolean(WRITE_AHEAD_LOG, false);
  }

  /** Told that the context is about to start. Classic engine only. */
  default void starting(JavaStreamingContext context) {}

  /** Returns what a failure of a batch means if it comes from this source and that is known. */
  default Optional<UserError> explain(Throwable failure) {
    return Optional.empty();
  }

  /** Tells whether the source has read all there is; false while it cannot know. */
  boolean hasEnded();

  /** Learns what a micro-batch that is done has read of this source. Port only. */
  default void completed(SourceProgress progress) {}

  /**
   * Tells whether all that was there at the start is processed, however much has come since; false
   * while it cannot know. Port only.
   */
  default boolean isProcessed() {
    return false;
  }

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
   * @param first the batch that a run begins with
   * @param batches how many batches there are
   * @param interval the length of each
   */
  record VirtualTime(int first, int batches, Duration interval) {
    /** Returns the batch time of batch k in milliseconds. */
    public long batchMillis(long k) {
      return (k + 1) * interval.toMillis();
    }
  }
}
