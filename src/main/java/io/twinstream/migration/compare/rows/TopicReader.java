package io.twinstream.migration.compare.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the records of topics, each once, from where it was left; what was committed alone. */
final class TopicReader implements AutoCloseable {
  /** A chunk has no more records, and about no more bytes. */
  private static final int MOST_RECORDS = 40_000;

  private static final long MOST_BYTES = 32L << 20;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final String spec;
  private final KafkaAddress address;
  private final KafkaClientSettings client;
  private final TreeMap<TopicPartition, Long> next =
      new TreeMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
  private Map<TopicPartition, Long> until = Map.of();
  private KafkaConsumer<String, byte[]> consumer;
  private long gone;

  TopicReader(String spec, KafkaAddress address, KafkaClientSettings client) {
    this.spec = spec;
    this.address = address;
    this.client = client;
  }

  /** Goes on at a position. */
  void resume(String position) {
    next.clear();
    next.putAll(offsets(position));
  }

  /** Returns where the next chunk begins. */
  String position() {
    return KafkaEnd.json(next);
  }

  private static Map<TopicPartition, Long> offsets(String position) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (position == null) {
      return offsets;
    }
    try {
      JsonNode topics = new ObjectMapper().readTree(position);
      topics
          .fields()
          .forEachRemaining(
              topic ->
                  topic
                      .getValue()
                      .fields()
                      .forEachRemaining(
                          each ->
                              offsets.put(
                                  new TopicPartition(
                                      topic.getKey(), Integer.parseInt(each.getKey())),
                                  each.getValue().asLong())));
      return offsets;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns how many records were removed by the broker before they were read, so far. */
  long gone() {
    return gone;
  }

  /** Returns a number for a partition, which stays as long as the topics do. */
  int number(ConsumerRecord<String, byte[]> record) {
    return address.topics().indexOf(record.topic()) << 20 | record.partition();
  }

  /**
   * Sets the end of what is read next to what is there now.
   *
   * @throws UserError if the cluster does not answer, or a topic is not there, or is another one
   */
  void look() {
    try {
      TreeSet<TopicPartition> partitions = new TreeSet<>(next.comparator());
      for (String topic : address.topics()) {
        List<PartitionInfo> found = consumer().partitionsFor(topic, ANSWER);
        if (found == null || found.isEmpty()) {
          throw UserError.usage("%s: there is no topic '%s'".formatted(spec, topic));
        }
        found.forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
      }
      Map<TopicPartition, Long> first = consumer().beginningOffsets(partitions, ANSWER);
      until = consumer().endOffsets(partitions, ANSWER);
      for (TopicPartition partition : partitions) {
        long kept = next.getOrDefault(partition, -1L);
        if (kept > until.get(partition)) {
          throw UserError.usage(
              "%s: partition %d of '%s' ends at offset %,d, and was read up to %,d: was the topic recreated? start with another state folder"
                  .formatted(
                      spec, partition.partition(), partition.topic(), until.get(partition), kept));
        }
        if (kept >= 0 && kept < first.get(partition)) {
          gone += first.get(partition) - kept;
        }
        next.put(partition, Math.max(kept, first.get(partition)));
      }
      if (!consumer().assignment().equals(partitions)) {
        consumer().assign(partitions);
      }
      next.forEach((partition, offset) -> consumer().seek(partition, offset));
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private boolean isAtEnd() {
    return next.entrySet().stream().noneMatch(each -> each.getValue() < end(each.getKey()));
  }

  private long end(TopicPartition partition) {
    return until.getOrDefault(partition, 0L);
  }

  /**
   * Returns the next records, in the order of their offsets within a partition; none where the end
   * is reached.
   *
   * @throws UserError if the cluster does not answer
   */
  List<ConsumerRecord<String, byte[]>> chunk() {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    long bytes = 0;
    long heard = System.nanoTime();
    try {
      while (!isAtEnd() && records.size() < MOST_RECORDS && bytes < MOST_BYTES) {
        long before = next.values().stream().mapToLong(Long::longValue).sum();
        for (ConsumerRecord<String, byte[]> record : consumer().poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.offset() < end(partition)) {
            records.add(record);
            bytes += record.value() == null ? 0 : record.value().length;
          }
        }
        // Of a transaction's marks, too, the consumer has a position behind them.
        next.replaceAll(
            (partition, offset) ->
                Math.min(consumer().position(partition, ANSWER), Math.max(offset, end(partition))));
        if (next.values().stream().mapToLong(Long::longValue).sum() > before) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
          throw UserError.failed(
              "%s: no broker answers: check the address, and that it runs".formatted(spec));
        }
      }
      // What was polled behind the end comes again.
      next.forEach((partition, offset) -> consumer().seek(partition, offset));
      return records;
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private UserError failed(KafkaException e) {
    close();
    return UserError.failed(
        "%s: %s".formatted(spec, String.valueOf(e.getMessage()).lines().findFirst().orElse("")), e);
  }

  private KafkaConsumer<String, byte[]> consumer() {
    if (consumer == null) {
      Map<String, Object> properties = new HashMap<>(client.properties());
      properties.put("bootstrap.servers", address.servers());
      properties.put("enable.auto.commit", "false");
      properties.put("allow.auto.create.topics", "false");
      properties.put("auto.offset.reset", "none");
      // What a transaction took back was never written.
      properties.put("isolation.level", "read_committed");
      properties.put("max.poll.records", "10000");
      consumer =
          new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }
    return consumer;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(Duration.ofSeconds(2));
      consumer = null;
    }
  }
}
