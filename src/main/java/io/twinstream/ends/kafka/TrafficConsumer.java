package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The consumer of a recording: it is in no group, and fetches much at once. */
final class TrafficConsumer {
  private TrafficConsumer() {}

  static KafkaConsumer<byte[], byte[]> open(KafkaAddress address, KafkaClientSettings settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("max.poll.records", "10000");
    all.put("fetch.max.bytes", Integer.toString(16 << 20));
    all.put("default.api.timeout.ms", "10000");
    all.put("isolation.level", "read_committed");
    all.putAll(settings.properties());
    all.put("bootstrap.servers", address.servers());
    all.put("auto.offset.reset", "none");
    all.put("enable.auto.commit", false);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Checks that there are such ranges.
   *
   * @throws UserError if one begins where its partition has no records, or ends before it begins
   */
  static void check(
      Consumer<?, ?> consumer,
      String servers,
      Map<TopicPartition, Long> begin,
      Map<TopicPartition, Long> until) {
    Map<TopicPartition, Long> first = consumer.beginningOffsets(begin.keySet());
    Map<TopicPartition, Long> end = consumer.endOffsets(begin.keySet());
    begin.forEach(
        (partition, offset) -> {
          if (offset < first.get(partition) || offset > end.get(partition)) {
            throw UserError.usage(
                "kafka %s: %s has the offsets %d to %d, and is to be read from %d"
                    .formatted(
                        servers, partition, first.get(partition), end.get(partition), offset));
          }
          if (until.getOrDefault(partition, offset) < offset) {
            throw UserError.usage(
                "kafka %s: %s is to be read until offset %d, which is before the one it is read from (%d)"
                    .formatted(servers, partition, until.get(partition), offset));
          }
        });
  }
}
