package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Looks at the records that come next. */
public final class FirstArrival {
  /** Of each partition. Brokers date records in their order; producers need not. */
  static final int LOOKED_AT = 10_000;

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private FirstArrival() {}

  /**
   * Returns the earliest timestamp of the records at and behind these offsets, now if there are
   * none; epoch milliseconds.
   *
   * @param servers for messages
   * @param client the properties of a consumer of bytes
   * @throws UserError if the cluster does not answer
   */
  public static long millis(
      String servers, Map<String, Object> client, Map<TopicPartition, Long> from) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("max.poll.records", LOOKED_AT);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      return millis(consumer, from, System.currentTimeMillis(), LIMIT);
    } catch (KafkaException e) {
      throw ClientFailures.explained(servers, e)
          .orElseGet(() -> UserError.failed("kafka %s: %s".formatted(servers, e.getMessage()), e));
    }
  }

  /**
   * Returns the earliest timestamp of the records at and behind these offsets, of the first {@value
   * #LOOKED_AT} of each partition; that limit if there are none, or if all are later. Epoch
   * milliseconds.
   *
   * @param limit how long a partition that has records may give none
   * @throws UserError if one gives none for longer, as that does not say that there are none
   */
  static long millis(
      Consumer<?, ?> consumer, Map<TopicPartition, Long> from, long latestMillis, Duration limit) {
    long first = latestMillis;
    Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
    for (Map.Entry<TopicPartition, Long> each : from.entrySet()) {
      TopicPartition partition = each.getKey();
      consumer.assign(List.of(partition));
      consumer.seek(partition, each.getValue());
      long deadline = System.nanoTime() + limit.toNanos();
      long position = each.getValue();
      // A poll may come back with nothing but the marks of transactions, or what they took back.
      for (int seen = 0; seen < LOOKED_AT && position < ends.get(partition); ) {
        for (ConsumerRecord<?, ?> record : consumer.poll(POLL)) {
          first = Math.min(first, record.timestamp());
          seen++;
        }
        if (consumer.position(partition) > position) {
          position = consumer.position(partition);
          deadline = System.nanoTime() + limit.toNanos();
        } else if (System.nanoTime() >= deadline) {
          throw UserError.failed(
              "kafka: topic '%s', partition %d: nothing came from offset %d on within %d s, though the end is %d; from when that was is where records are read again: start again when the broker answers"
                  .formatted(
                      partition.topic(),
                      partition.partition(),
                      position,
                      limit.toSeconds(),
                      ends.get(partition)));
        }
      }
    }
    return first;
  }
}
