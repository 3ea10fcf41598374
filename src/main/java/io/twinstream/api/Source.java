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

/**
 * Reads records on either engine. One object serves one run.
 *
 * <p>What only some sources can do is a capability: {@link Replay}, {@link Receiver}, {@link
 * Tracked}, {@link VirtualTime}.
 */
public interface Source {
  /** Spark's setting for the write-ahead log, which replays what receivers have stored. */
  String WRITE_AHEAD_LOG = "spark.streaming.receiver.writeAheadLog.enable";

  /** Returns the source as it was written on the command line. */
  String spec();

  /**
   * Checks what can be checked before anything starts.
   *
   * @throws UserError if the source can never be read
   */
  default void check() {}

  /** Sets the Spark settings that the source needs. */
  default void configure(SparkConf conf) {}

  /** Returns the values as a DStream of lines; none is null. */
  JavaDStream<String> dstream(JavaStreamingContext context);

  /**
   * Returns the records, including tombstones. A source that does not know when a line arrived uses
   * the batch time.
   */
  default JavaDStream<InputRecord> records(JavaStreamingContext context) {
    return dstream(context)
        .transform(
            (lines, time) -> {
              long batchTime = time.milliseconds();
              return lines.map(line -> new InputRecord("", 0, -1, batchTime, line));
            });
  }

  /**
   * Returns the records as a streaming Dataset: {@code value} (string, null for a tombstone),
   * {@code arrivedAt} (timestamp), and {@code topic} (string), {@code partition} (int), {@code
   * offset} (long) as {@link InputRecord} has them. A source of more than lines adds {@code key}
   * and {@code bytes} (binary) and {@code headers} (array of struct of {@code key}, a string, and
   * {@code value}, binary; null for none).
   */
  Dataset<Row> structured(SparkSession session);

  /** Returns what the engine counts of it as a record, in the singular. */
  default String countedAs(Engine engine) {
    return "record";
  }

  /** Tells whether the source has read all there is; false while it cannot know. */
  boolean hasEnded();

  /**
   * Tells whether a batch started by an earlier driver gets all its records again when the engine
   * reruns it; called just before its rows are written.
   *
   * @param conf of the Spark that runs
   */
  default boolean isReplayable(SparkConf conf) {
    return receiver().isEmpty() || conf.getBoolean(WRITE_AHEAD_LOG, false);
  }

  /** Stops the port from reading more; returns false if the source cannot. */
  default boolean stopIntake() {
    return false;
  }

  /** Returns the meaning of a failed batch if the failure is a known one of this source. */
  default Optional<UserError> explain(Throwable failure) {
    return Optional.empty();
  }

  /**
   * Returns the ids of the topics it reads, as they were at {@link #check}; none without topics.
   */
  default TopicIds topics() {
    return TopicIds.none();
  }

  /**
   * Starts at the positions of a savepoint. Called on a first start only, before the records are
   * read.
   *
   * @throws UserError if the savepoint's source cannot be continued by this one
   */
  default void startAt(List<SourcePosition> positions) {
    for (SourcePosition position : positions) {
      if (position.kind().equals("kafka") || position.kind().equals("files")) {
        throw UserError.usage(
            "source %s: the savepoint was taken in the middle of %s: continue from there with a source %s:..."
                .formatted(spec(), position.kind(), position.kind()));
      }
    }
  }

  /** Returns how to read records before {@link #startAt} again; empty if they cannot be. */
  default Optional<Replay> replay() {
    return Optional.empty();
  }

  /** Returns the receiver of the classic engine that reads the source; empty if none does. */
  default Optional<Receiver> receiver() {
    return Optional.empty();
  }

  /** Returns how it follows what is processed; empty if {@link #hasEnded} is all it knows. */
  default Optional<Tracked> tracked() {
    return Optional.empty();
  }

  /** Returns the batches of virtual time if this source has its own time. */
  default Optional<VirtualTime> virtualTime() {
    return Optional.empty();
  }

  /** Reads records again. Used after {@link #startAt}. */
  interface Replay {
    /**
     * Returns the arrival of the earliest record to be read next, in epoch milliseconds; the
     * current time if there is none yet.
     *
     * @throws UserError if what was read before cannot be read again
     */
    long nextArrivalMillis();

    /** Returns the records before the start that arrived at or after that time. */
    ReplayedRecords before(long sinceMillis);

    /** Lets the port start with these records. */
    void readAgain(long sinceMillis);
  }

  /** A receiver of the classic engine, which occupies a core for good. */
  interface Receiver {
    /** Tells whether an error that the receiver reported means that the source has no more. */
    boolean isEnd(String receiverError);

    /** Told that the context is about to start. */
    default void starting(JavaStreamingContext context) {}

    /**
     * Prepares the receiver for a graceful stop where Spark's own would not do; the context still
     * runs.
     */
    default void stop(JavaStreamingContext context) throws InterruptedException {}
  }

  /** Of a source that follows which of its records are processed. */
  interface Tracked {
    /** Told what an input stream of the classic engine had served in a completed batch. */
    void completed(StreamInputInfo input);

    /** Told what a completed micro-batch of the port has read of this source. */
    void completed(SourceProgress progress);

    /** Tells whether all that was there at the start is processed, however much has come since. */
    boolean isProcessed();

    /**
     * Returns how to ask where each partition stands; empty of a source without partitions. Whoever
     * asks closes it.
     */
    default Optional<Positions> positions() {
      return Optional.empty();
    }
  }

  /** Asks where the partitions stand. Used by one thread. Evolving. */
  interface Positions extends AutoCloseable {
    /**
     * Returns those of which a batch is finished; may wait for the system.
     *
     * @throws UserError if the system does not answer
     */
    List<PartitionPosition> read();

    @Override
    void close();
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
