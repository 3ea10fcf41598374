package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.kafka010.CanCommitOffsets;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;
import org.apache.spark.streaming.kafka010.OffsetRange;

/**
 * The offset ranges of the batches of a direct stream, and how far they are written: without a gap.
 * After a batch whose rows could not be written no later one is taken, although Spark goes on with
 * them ({@code JobScheduler} of 3.5 and 4.1), as its offsets would say that all before is done.
 *
 * <p>The ranges are taken from the raw stream, as only its RDDs know them. There is one context in
 * a process, and so one stream: {@link #current}.
 */
public final class DirectOffsets {
  private static volatile DirectOffsets current;

  private final CanCommitOffsets stream;
  private final TreeMap<Long, OffsetRange[]> ranges = new TreeMap<>();

  /** Where the first range of each partition began. */
  private final Map<TopicPartition, Long> begun = new HashMap<>();

  private final Map<TopicPartition, Long> written = new HashMap<>();

  /** The batch that is being written; null between batches. */
  private Long taken;

  private Throwable failure;

  private DirectOffsets(CanCommitOffsets stream) {
    this.stream = stream;
  }

  /** Returns those of the stream of this process. */
  public static DirectOffsets current() {
    return current;
  }

  /** Returns those of a stream that begins, which are {@link #current} from now on. */
  public static DirectOffsets begin(CanCommitOffsets stream) {
    current = new DirectOffsets(stream);
    return current;
  }

  /** Returns the same stream, whose ranges are kept from now on. */
  static <K, V> JavaDStream<ConsumerRecord<K, V>> tracked(
      JavaInputDStream<ConsumerRecord<K, V>> direct) {
    begin((CanCommitOffsets) direct.inputDStream());
    return direct.transform(
        (batch, time) -> {
          current().generated(time.milliseconds(), ((HasOffsetRanges) batch.rdd()).offsetRanges());
          return batch;
        });
  }

  /** Takes note of the ranges of a batch; told in the order of batches. */
  public synchronized void generated(long batchMillis, OffsetRange[] of) {
    ranges.put(batchMillis, of);
    for (OffsetRange range : of) {
      begun.putIfAbsent(range.topicPartition(), range.fromOffset());
    }
  }

  /**
   * Writes a batch: hands its ranges to what writes its rows. Those of older batches are forgotten.
   *
   * @throws RuntimeException if a batch before it was not written; what that one failed with, where
   *     it is known, as Spark tells of the last failure alone
   */
  public void write(long batchMillis, Consumer<OffsetRange[]> rows) {
    OffsetRange[] of = take(batchMillis);
    try {
      rows.accept(of);
    } catch (Throwable e) { // also checked ones, which Spark does not declare
      synchronized (this) {
        failure = e;
      }
      throw e;
    }
    synchronized (this) {
      for (OffsetRange range : of) {
        written.put(range.topicPartition(), range.untilOffset());
      }
      taken = null;
    }
  }

  private synchronized OffsetRange[] take(long batchMillis) {
    OffsetRange[] of = ranges.get(batchMillis);
    if (of == null) {
      throw new IllegalStateException("the batch of " + batchMillis + " ms is not one of Kafka");
    }
    if (failure != null) {
      throw afterFailure();
    }
    if (taken != null) {
      throw UserError.usage(
          "offsets: the batch of %d ms is not written yet, and that of %d ms is to be: leave spark.streaming.concurrentJobs at 1"
              .formatted(taken, batchMillis));
    }
    for (OffsetRange range : of) {
      TopicPartition partition = range.topicPartition();
      long until = written.getOrDefault(partition, begun.get(partition));
      if (range.fromOffset() != until) {
        throw UserError.failed(
            "kafka: topic '%s', partition %d: offsets %d to %d are not written, and so nothing behind them is: the next run begins there"
                .formatted(range.topic(), range.partition(), until, range.fromOffset()));
      }
    }
    ranges.headMap(batchMillis).clear();
    taken = batchMillis;
    return of;
  }

  private RuntimeException afterFailure() {
    return failure instanceof UserError known
        ? known
        : new IllegalStateException(
            "the batch of %d ms was not written, and so no later one is".formatted(taken), failure);
  }

  /**
   * Commits the ranges of a batch that is written; the stream sends that with its next batch.
   *
   * @throws IllegalStateException if it is not written
   */
  public synchronized void commit(long batchMillis) {
    OffsetRange[] of = ranges.get(batchMillis);
    for (OffsetRange range : of) {
      if (!Long.valueOf(range.untilOffset()).equals(written.get(range.topicPartition()))) {
        throw new IllegalStateException("the batch of " + batchMillis + " ms is not written");
      }
    }
    stream.commitAsync(of);
  }

  /** Returns up to where batches are written. */
  public synchronized Map<TopicPartition, Long> written() {
    return Map.copyOf(written);
  }
}
