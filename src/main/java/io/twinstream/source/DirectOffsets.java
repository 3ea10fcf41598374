package io.twinstream.source;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaInputDStream;
import org.apache.spark.streaming.kafka010.CanCommitOffsets;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;
import org.apache.spark.streaming.kafka010.OffsetRange;

/**
 * The offset ranges of the batches of the direct stream of this process: taken from the raw stream,
 * as only its RDDs know them. There is one context in a process, and so one stream.
 */
public final class DirectOffsets {
  private static final ConcurrentSkipListMap<Long, OffsetRange[]> RANGES =
      new ConcurrentSkipListMap<>();
  private static final Map<TopicPartition, Long> WRITTEN = new HashMap<>();
  private static CanCommitOffsets stream;

  private DirectOffsets() {}

  /** Returns the same stream, whose ranges are kept from now on. */
  static <K, V> JavaDStream<ConsumerRecord<K, V>> tracked(
      JavaInputDStream<ConsumerRecord<K, V>> direct) {
    synchronized (WRITTEN) {
      stream = (CanCommitOffsets) direct.inputDStream();
      RANGES.clear();
      WRITTEN.clear();
    }
    return direct.transform(
        (batch, time) -> {
          RANGES.put(time.milliseconds(), ((HasOffsetRanges) batch.rdd()).offsetRanges());
          return batch;
        });
  }

  /** Returns the ranges of the batch of that time; asked for in order, older ones are forgotten. */
  public static OffsetRange[] of(long batchMillis) {
    OffsetRange[] ranges = RANGES.get(batchMillis);
    if (ranges == null) {
      throw new IllegalStateException("the batch of " + batchMillis + " ms is not one of Kafka");
    }
    RANGES.headMap(batchMillis).clear();
    return ranges;
  }

  /**
   * Commits the ranges of a batch that is written; the stream sends it with its next batch.
   *
   * @throws IllegalStateException if a range does not begin where the last one ended: a batch
   *     between them was not written, and would be lost
   */
  public static void commit(long batchMillis) {
    OffsetRange[] ranges = of(batchMillis);
    synchronized (WRITTEN) {
      for (OffsetRange range : ranges) {
        long written = WRITTEN.getOrDefault(range.topicPartition(), range.fromOffset());
        if (written != range.fromOffset()) {
          throw new IllegalStateException(
              "%s: written up to offset %d, and the batch of %d ms begins at %d: it is not committed"
                  .formatted(range.topicPartition(), written, batchMillis, range.fromOffset()));
        }
      }
      for (OffsetRange range : ranges) {
        WRITTEN.put(range.topicPartition(), range.untilOffset());
      }
      stream.commitAsync(ranges);
    }
  }

  /** Returns up to where batches were given to {@link #commit}. */
  public static Map<TopicPartition, Long> written() {
    synchronized (WRITTEN) {
      return Map.copyOf(WRITTEN);
    }
  }
}
