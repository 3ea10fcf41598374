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

/** Reads lines on either engine. One object serves one run. */
public interface Source {
  /** Spark's setting for the write-ahead log, which replays what receivers have stored. */
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
   * Starts at the positions of a savepoint. Called on a first start only, before the lines are
   * read.
   *
   * @throws UserError if the savepoint's source cannot be continued by this one
   */
  default void startAt(List<SourcePosition> positions) {
    for (SourcePosition position : positions) {
      if (position.kind().equals("kafka") || position.kind().equals("files")) {
        throw UserError.usage(
            "--source %s: the savepoint stands in the middle of %s: read on from there with --source %s:..."
                .formatted(spec(), position.kind(), position.kind()));
      }
    }
  }

  /**
   * Returns the arrival of the earliest record to be read after {@link #startAt}, in epoch
   * milliseconds; the current time if there is none yet.
   *
   * @throws UserError if earlier records cannot be read again
   */
  default long nextArrivalMillis() {
    throw UserError.usage(
        "--source %s: the job needs what was read before the savepoint once more, and this source cannot give it again: read on from Kafka, or start without --from-savepoint"
            .formatted(spec()));
  }

  /**
   * Returns the records before the position of {@link #startAt} that arrived at or after a time.
   * Only for a source that supports {@link #nextArrivalMillis}.
   */
  default ReplayedRecords before(long sinceMillis) {
    throw new UnsupportedOperationException(spec());
  }

  /** Lets the port start with the records that arrived since then. */
  default void readAgain(long sinceMillis) {
    throw new UnsupportedOperationException(spec());
  }

  /** Sets the Spark settings that the source needs. */
  default void configure(SparkConf conf) {}

  /** Returns the lines as a DStream; none is null. */
  JavaDStream<String> dstream(JavaStreamingContext context);

  /**
   * Returns the lines with their origin; a value may be null. A source that does not know when a
   * line arrived uses the batch time.
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

  /**
   * Returns the number of slots that the source occupies permanently on the classic engine: 1 for a
   * receiver.
   */
  default int receivers() {
    return 0;
  }

  /** Tells whether an error reported by a classic receiver means the end of the source. */
  default boolean isEnd(String receiverError) {
    return false;
  }

  /**
   * Called when a classic batch is completed, with the input that one of its streams read; on the
   * engine's thread.
   */
  default void completed(StreamInputInfo input) {}

  /**
   * Tells whether a batch started by an earlier driver gets all its records again when the engine
   * reruns it; called just before its rows are written.
   *
   * @param conf of the Spark that runs
   */
  default boolean isReplayable(SparkConf conf) {
    return receivers() == 0 || conf.getBoolean(WRITE_AHEAD_LOG, false);
  }

  /** Called before the context starts. Classic engine only. */
  default void starting(JavaStreamingContext context) {}

  /** Returns the meaning of a failed batch if the failure is a known one of this source. */
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
