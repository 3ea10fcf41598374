package io.twinstream.ends.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.kafka010.HasOffsetRanges;
import org.apache.spark.streaming.kafka010.OffsetRange;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads the offset ranges of the direct stream where offsets are missing between records, as
 * transactions and compaction leave them.
 *
 * <p>Spark's own reading of such topics (CompactedKafkaRDDIterator of 3.5 and 4.1) fails where a
 * range ends with a gap, such as the mark of a transaction, and where it is nothing but a gap hands
 * out the record after it, which then comes again with its own batch.
 */
final class GappedRanges {
  /** Whether ranges are read here: Spark's setting stays off, see {@link KafkaSource#configure}. */
  static final String SETTING = "spark.twinstream.kafka.allowNonConsecutiveOffsets";

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private GappedRanges() {}

  /**
   * Returns a stream that reads the ranges of the direct stream itself while {@link #SETTING} is
   * set, and else hands on what Spark reads. It is asked in each batch, as a job that goes on from
   * a checkpoint has the operators it began with, and the settings of today.
   */
  static <K, V> JavaDStream<ConsumerRecord<K, V>> rereadIfSet(
      JavaDStream<ConsumerRecord<K, V>> direct, Map<String, Object> client) {
    return direct.transform(
        batch ->
            SparkEnv.get().conf().getBoolean(SETTING, false)
                ? read(
                    JavaSparkContext.fromSparkContext(batch.context()),
                    ((HasOffsetRanges) batch.rdd()).offsetRanges(),
                    client)
                : batch);
  }

  /** Returns the records of these ranges, each read by a task of its own. */
  static <K, V> JavaRDD<ConsumerRecord<K, V>> read(
      JavaSparkContext spark, OffsetRange[] ranges, Map<String, Object> client) {
    HashMap<String, Object> settings = new HashMap<>(client);
    settings.put("auto.offset.reset", "none"); // what is not there any more is an error
    List<OffsetRange> each = Arrays.stream(ranges).filter(range -> range.count() > 0).toList();
    return each.isEmpty()
        ? spark.emptyRDD()
        : spark.parallelize(each, each.size()).flatMap(range -> records(range, settings));
  }

  private static <K, V> Iterator<ConsumerRecord<K, V>> records(
      OffsetRange range, Map<String, Object> settings) {
    KafkaConsumer<K, V> consumer = new KafkaConsumer<>(settings);
    TaskCompletionListener close = task -> consumer.close();
    TaskContext.get().addTaskCompletionListener(close);
    consumer.assign(List.of(range.topicPartition()));
    consumer.seek(range.topicPartition(), range.fromOffset());
    return new Records<>(consumer, range);
  }

  /** Those of one range; polls as they are asked for. */
  private static final class Records<K, V> implements Iterator<ConsumerRecord<K, V>> {
    private final KafkaConsumer<K, V> consumer;
    private final TopicPartition partition;
    private final long until;
    private Iterator<ConsumerRecord<K, V>> polled = Collections.emptyIterator();
    private ConsumerRecord<K, V> next;

    private Records(KafkaConsumer<K, V> consumer, OffsetRange range) {
      this.consumer = consumer;
      this.partition = range.topicPartition();
      this.until = range.untilOffset();
    }

    @Override
    public boolean hasNext() {
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (next == null && (polled.hasNext() || consumer.position(partition) < until)) {
        if (polled.hasNext()) {
          next = polled.next();
        } else if (System.nanoTime() < deadline) {
          polled = consumer.poll(POLL).records(partition).iterator();
        } else {
          throw new TimeoutException("no records of %s for %s".formatted(partition, LIMIT));
        }
      }
      return next != null && next.offset() < until;
    }

    @Override
    public ConsumerRecord<K, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException(partition + " until " + until);
      }
      ConsumerRecord<K, V> record = next;
      next = null;
      return record;
    }
  }
}
