package io.twinstream.ends.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the consumers of both engines are told. */
final class ConsumerSettings {
  /** How soon a partition that was added is seen; Kafka's default is five minutes. */
  private static final String METADATA_AGE = "10000";

  /**
   * How long a driver that was killed stays in its group and keeps the next one waiting; Kafka's
   * default is 45 s.
   */
  private static final String SESSION = "10000";

  /**
   * After every poll Spark's source asks the broker where the partition begins and ends, and lets
   * go of what it has fetched and not given out. So a poll gives out all of a fetch, and a fetch is
   * four times what Kafka's defaults (500 records, 1 MiB) make it.
   */
  private static final String RECORDS_PER_POLL = "100000";

  private static final String BYTES_PER_FETCH = Integer.toString(4 << 20);

  private ConsumerSettings() {}

  /**
   * Returns the properties of the consumers of the direct stream.
   *
   * @param group empty for one of its own
   */
  static Map<String, Object> ofClassic(
      KafkaAddress address, KafkaClientSettings client, Optional<String> group) {
    Map<String, Object> all = new HashMap<>();
    all.put("metadata.max.age.ms", METADATA_AGE);
    all.put("session.timeout.ms", SESSION);
    all.putAll(client.properties());
    all.put("bootstrap.servers", address.servers());
    all.put("key.deserializer", ByteArrayDeserializer.class);
    all.put("value.deserializer", ByteArrayDeserializer.class);
    all.put("group.id", group.orElseGet(() -> "twinstream-" + UUID.randomUUID()));
    all.put("auto.offset.reset", "earliest");
    all.put("enable.auto.commit", false);
    return all;
  }

  /** Returns the options of Spark's source that are for its consumers. */
  static Map<String, String> ofPort(KafkaAddress address, KafkaReading reading) {
    Map<String, String> all = new HashMap<>();
    all.put("kafka.metadata.max.age.ms", METADATA_AGE);
    all.put("kafka.max.poll.records", RECORDS_PER_POLL);
    all.put("kafka.max.partition.fetch.bytes", BYTES_PER_FETCH);
    all.put("kafka.bootstrap.servers", address.servers());
    reading.client().properties().forEach((name, value) -> all.put("kafka." + name, value));
    reading.group().ifPresent(group -> all.put("kafka.group.id", group));
    return all;
  }
}
