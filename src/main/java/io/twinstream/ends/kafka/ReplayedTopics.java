package io.twinstream.ends.kafka;

import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.RecordingHead;
import io.twinstream.ends.recording.ReplayTarget;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics that get the records of a recording: keys, values, headers, timestamps and partitions as
 * they were, in the order that they had in their partition. What came without a partition goes to
 * all in turn.
 */
public final class ReplayedTopics implements ReplayTarget {
  /** Stands for the recorded name of a topic. */
  private static final String RECORDED = "*";

  private static final int LARGEST = 32 << 20;

  /** Old records are not deleted before anybody reads them, and large ones fit. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "message.timestamp.type",
          "CreateTime",
          "retention.ms",
          "-1",
          "max.message.bytes",
          Integer.toString(LARGEST));

  private final String servers;
  private final boolean isOneForAll;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Turns> topics = new HashMap<>();
  private final AtomicReference<Exception> refused = new AtomicReference<>();
  private final AtomicLong acknowledged = new AtomicLong();

  private ReplayedTopics(
      String servers, boolean isOneForAll, KafkaProducer<byte[], byte[]> producer) {
    this.servers = servers;
    this.isOneForAll = isOneForAll;
    this.producer = producer;
  }

  /** The partitions of a topic, for what came without one. */
  private static final class Turns {
    private final String topic;
    private final boolean isKnown;
    private final int partitions;
    private int next;

    private Turns(String topic, boolean isKnown, int partitions) {
      this.topic = topic;
      this.isKnown = isKnown;
      this.partitions = partitions;
    }

    private int of(Recorded record) {
      if (isKnown) {
        return record.partition();
      }
      int turn = next;
      next = (next + 1) % partitions;
      return turn;
    }
  }

  /**
   * Makes the topics that are missing.
   *
   * @param named the topic for all records, with {@code *} for the recorded name; empty for those
   *     that were recorded
   * @param isAppending whether topics may hold records already
   * @throws UserError if a topic cannot be made, or is not fit for these records
   */
  public static ReplayedTopics open(
      String servers,
      Optional<String> named,
      KafkaClientSettings settings,
      RecordingHead head,
      boolean isAppending) {
    boolean isPattern = named.filter(name -> name.contains(RECORDED)).isPresent();
    if (named.isPresent() && !isPattern && head.topics().size() > 1) {
      throw UserError.usage(
          "kafka:%s/%s: %s were recorded, which do not fit into one topic: write kafka:%s, or kafka:%s/%s-%s"
              .formatted(
                  servers,
                  named.get(),
                  String.join(" and ", head.topics().keySet()),
                  servers,
                  servers,
                  RECORDED,
                  named.get()));
    }
    if ((named.isEmpty() || isPattern) && head.topics().isEmpty()) {
      throw UserError.usage(
          "kafka:%s: no topic was recorded: write kafka:%s/TOPIC".formatted(servers, servers));
    }
    Map<String, Integer> recorded =
        head.topics().isEmpty() ? Map.of("", 0) : new TreeMap<>(head.topics());
    Map<String, Turns> topics = new HashMap<>();
    try (KafkaCluster cluster = KafkaCluster.connect(servers, settings)) {
      recorded.forEach(
          (name, partitions) ->
              topics.put(
                  name,
                  new Turns(
                      name(named, name),
                      partitions > 0,
                      make(servers, cluster, name(named, name), partitions, isAppending))));
    }
    try {
      ReplayedTopics target =
          new ReplayedTopics(
              servers,
              named.isPresent() && !isPattern,
              new KafkaProducer<>(
                  properties(servers, settings),
                  new ByteArraySerializer(),
                  new ByteArraySerializer()));
      target.topics.putAll(topics);
      return target;
    } catch (KafkaException e) {
      throw failed(servers, e, 0);
    }
  }

  private static String name(Optional<String> named, String recorded) {
    return named.map(name -> name.replace(RECORDED, recorded)).orElse(recorded);
  }

  /** Returns how many partitions it has. */
  private static int make(
      String servers, KafkaCluster cluster, String topic, int recorded, boolean isAppending) {
    cluster.create(topic, Math.max(1, recorded), SETTINGS);
    Set<TopicPartition> partitions = cluster.partitions(Set.of(topic));
    if (recorded > 0 && recorded != partitions.size()) {
      throw UserError.failed(
          "kafka %s: topic '%s' has %d partitions, and %d were recorded: remove it, and it is made; or name another"
              .formatted(servers, topic, partitions.size(), recorded));
    }
    if (!isAppending && !cluster.latest(partitions).equals(cluster.earliest(partitions))) {
      throw UserError.failed(
          "kafka %s: topic '%s' holds records already: name another, or say that these are to be appended"
              .formatted(servers, topic));
    }
    if (cluster.setting(topic, "message.timestamp.type").equals(Optional.of("LogAppendTime"))) {
      throw UserError.failed(
          "kafka %s: topic '%s' has message.timestamp.type=LogAppendTime, which replaces the recorded timestamps: set it to CreateTime"
              .formatted(servers, topic));
    }
    return partitions.size();
  }

  private static Map<String, Object> properties(String servers, KafkaClientSettings settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("linger.ms", "5");
    all.put("batch.size", Integer.toString(128 << 10));
    all.put("buffer.memory", Integer.toString(2 * LARGEST));
    all.put("max.request.size", Integer.toString(LARGEST));
    all.putAll(settings.properties());
    all.put("bootstrap.servers", servers);
    all.put("acks", "all");
    all.put("enable.idempotence", "true");
    return all;
  }

  @Override
  public boolean send(Recorded record) {
    Turns topic = topics.get(isOneForAll ? first() : record.topic());
    if (topic == null) {
      throw UserError.failed(
          "kafka:%s: a record at %d ms names no topic: write kafka:%s/TOPIC"
              .formatted(servers, record.arrivalMillis(), servers));
    }
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            topic.topic,
            topic.of(record),
            record.timestampMillis() < 0 ? null : record.timestampMillis(),
            record.key(),
            record.value());
    record.headers().forEach(header -> sent.headers().add(header.name(), header.value()));
    try {
      producer.send(
          sent,
          (at, failure) -> {
            if (failure == null) {
              acknowledged.incrementAndGet();
            } else {
              refused.compareAndSet(null, failure);
            }
          });
    } catch (KafkaException e) {
      throw failed(servers, e, acknowledged.get());
    }
    check();
    return true;
  }

  private String first() {
    return topics.keySet().iterator().next();
  }

  private void check() {
    Exception failure = refused.get();
    if (failure != null) {
      throw failed(servers, failure, acknowledged.get());
    }
  }

  private static UserError failed(String servers, Exception failure, long acknowledged) {
    String what =
        failure instanceof RecordTooLargeException
            ? "a record is larger than its topic takes (max.message.bytes), or the producer (max.request.size): "
            : "";
    return what.isEmpty()
        ? ClientFailures.explained(servers, failure)
            .orElseGet(
                () ->
                    UserError.failed(
                        "kafka %s: after %,d records: %s"
                            .formatted(servers, acknowledged, failure.getMessage()),
                        failure))
        : UserError.failed(
            "kafka %s: after %,d records: %s%s"
                .formatted(servers, acknowledged, what, failure.getMessage()),
            failure);
  }

  /** The producer waits no longer than its linger. */
  @Override
  public void flush() {
    check();
  }

  @Override
  public void finish() {
    producer.flush();
    check();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
