package io.twinstream.local.demo;

import io.twinstream.local.servers.LocalKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what a topic holds now by a plain consumer, which shares nothing with either engine. */
final class TopicLines {
  private static final Duration POLL = Duration.ofMillis(500);

  private TopicLines() {}

  /** Takes one line. */
  @FunctionalInterface
  interface Taker<E extends Exception> {
    void take(String line) throws E;
  }

  /** Hands over each line of all partitions; returns how many there were. */
  static <E extends Exception> long read(LocalKafka kafka, String topic, Taker<E> taker) throws E {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.address()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long all = consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      long read = 0;
      while (read < all) {
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          taker.take(record.value());
          read++;
        }
      }
      return read;
    }
  }

  /** Counts the words of a topic; returns how many lines it has. */
  static long countWords(LocalKafka kafka, String topic, Map<String, Long> counted) {
    return read(
        kafka,
        topic,
        line -> Stream.of(line.split(" ")).forEach(word -> counted.merge(word, 1L, Long::sum)));
  }
}
