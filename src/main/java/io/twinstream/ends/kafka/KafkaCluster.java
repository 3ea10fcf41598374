package io.twinstream.ends.kafka;

import com.google.common.collect.ImmutableSet;
import io.twinstream.api.TopicIds;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What there is in a Kafka cluster; each answer is one of now. Every error names the cluster. */
public final class KafkaCluster implements AutoCloseable {
  /** That of what is shown. */
  static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration MEMBERS_GONE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final String servers;
  private final Admin admin;

  private KafkaCluster(String servers, Admin admin) {
    this.servers = servers;
    this.admin = admin;
  }

  /**
   * Connects.
   *
   * @throws UserError if the client's properties are wrong
   */
  public static KafkaCluster connect(String servers, KafkaClientSettings settings) {
    Map<String, Object> properties = new HashMap<>(settings.properties());
    properties.put("bootstrap.servers", servers);
    properties.put("default.api.timeout.ms", Long.toString(LIMIT.toMillis()));
    properties.put("request.timeout.ms", "5000");
    try {
      return new KafkaCluster(servers, Admin.create(properties));
    } catch (KafkaException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw UserError.failed(
          "kafka %s: no client can be made: %s".formatted(servers, root.getMessage()), e);
    }
  }

  /** Returns the topics that one may see. */
  public Set<String> topics() {
    return new TreeSet<>(get(admin.listTopics().names()));
  }

  /**
   * Returns the partitions of topics.
   *
   * @throws UserError if one of the topics is not there; names those that are
   */
  public Set<TopicPartition> partitions(Iterable<String> topics) {
    Set<TopicPartition> partitions =
        new TreeSet<>(
            java.util.Comparator.comparing(TopicPartition::topic)
                .thenComparing(TopicPartition::partition));
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(ImmutableSet.copyOf(topics)).topicNameValues();
    for (String topic : topics) {
      TopicDescription description =
          described(asked.get(topic))
              .orElseThrow(
                  () ->
                      UserError.failed(
                          "kafka %s: there is no topic '%s': there are %s; 'twinstream feed' to kafka:%s/%s makes it"
                              .formatted(servers, topic, topics(), servers, topic)));
      description
          .partitions()
          .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
    }
    return partitions;
  }

  /** Returns the ids of these topics; of those that are there, where the broker has ids (2.8). */
  public TopicIds ids(Iterable<String> topics) {
    TreeMap<String, String> ids = new TreeMap<>();
    for (String topic : topics) {
      describe(topic)
          .map(TopicDescription::topicId)
          .filter(id -> !id.equals(Uuid.ZERO_UUID))
          .ifPresent(id -> ids.put(topic, id.toString()));
    }
    return new TopicIds(ids);
  }

  /** Returns the first offset that is still there, of each partition. */
  public Map<TopicPartition, Long> earliest(Set<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  /** Returns the offset that the next record will have, of each partition. */
  public Map<TopicPartition, Long> latest(Set<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  /**
   * Returns how far each partition can be read by those who read what is committed alone: to the
   * first record of a transaction that is open, or to its end.
   */
  public Map<TopicPartition, Long> stable(Set<TopicPartition> partitions) {
    return offsets(
        partitions, OffsetSpec.latest(), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
  }

  /**
   * Returns the offset of the first record that is not older than that time, of each partition of
   * the given offsets; those offsets where there is none.
   *
   * @param sinceMillis epoch milliseconds
   */
  public Map<TopicPartition, Long> since(Map<TopicPartition, Long> offsets, long sinceMillis) {
    Map<TopicPartition, Long> found =
        offsets(offsets.keySet(), OffsetSpec.forTimestamp(Math.max(0, sinceMillis)));
    found.replaceAll((partition, offset) -> offset < 0 ? offsets.get(partition) : offset);
    return found;
  }

  /** Returns the same, and of no partition a later one than the given offset. */
  public Map<TopicPartition, Long> before(Map<TopicPartition, Long> offsets, long sinceMillis) {
    Map<TopicPartition, Long> from = since(offsets, sinceMillis);
    from.replaceAll((partition, offset) -> Math.min(offset, offsets.get(partition)));
    return from;
  }

  /**
   * Checks that these partitions still have all they ever had.
   *
   * @throws UserError if older records are gone
   */
  void checkWhole(Set<TopicPartition> partitions) {
    earliest(partitions)
        .forEach(
            (partition, first) -> {
              if (first > 0) {
                throw UserError.failed(
                    "kafka %s: topic '%s', partition %d: begins at offset %d, and the state is made again of all records: keep offsets in the checkpoint, or use a topic with retention.ms=-1"
                        .formatted(servers, partition.topic(), partition.partition(), first));
              }
            });
  }

  /** Returns a setting of a topic; empty where there is none, or one may not see it. */
  Optional<String> setting(String topic, String name) {
    ConfigResource asked = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      return Optional.ofNullable(
              await(admin.describeConfigs(Set.of(asked)).all()).get(asked).get(name))
          .map(ConfigEntry::value);
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the state of a consumer group, such as {@code Stable}; empty for a group that the
   * cluster does not know.
   */
  public Optional<String> groupState(String group) {
    return get(admin.listConsumerGroups().all()).stream()
        .filter(each -> each.groupId().equals(group))
        .findFirst()
        .map(each -> each.state().map(Object::toString).orElse("unknown"));
  }

  /** Returns what a consumer group has committed, of the partitions of which it has. */
  public Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> committed = ordered();
    get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset.offset());
              }
            });
    return committed;
  }

  /** Returns what a consumer group has committed of a partition. */
  Optional<OffsetAndMetadata> committed(String group, TopicPartition partition) {
    return Optional.ofNullable(
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).get(partition));
  }

  /**
   * Commits for a consumer group that has no members; waits for one that was killed to be gone.
   *
   * @throws UserError if it has members for longer than a session lasts
   */
  public void commit(String group, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    offsets.forEach((partition, offset) -> commits.put(partition, new OffsetAndMetadata(offset)));
    long deadline = System.nanoTime() + MEMBERS_GONE.toNanos();
    while (true) {
      try {
        await(admin.alterConsumerGroupOffsets(group, commits).all());
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownMemberIdException)) {
          throw failed(e.getCause());
        }
        if (System.nanoTime() > deadline) {
          throw UserError.failed(
              "kafka %s: consumer group '%s' has members: another run is in it; stop it, or choose another group"
                  .formatted(servers, group),
              e.getCause());
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** Makes a topic unless it is there; tells whether it was made. */
  public boolean create(String topic, int partitions) {
    return create(topic, partitions, Map.of());
  }

  /** Makes a topic with settings of its own, unless it is there; tells whether it was made. */
  boolean create(String topic, int partitions, Map<String, String> settings) {
    if (describe(topic).isPresent()) {
      return false;
    }
    NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    KafkaFuture<Void> made = admin.createTopics(Set.of(wanted.configs(settings))).all();
    try {
      await(made);
      awaitDescribed(topic);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw failed(e.getCause());
    }
  }

  /** A broker may not know for a moment what the controller has made. */
  private void awaitDescribed(String topic) {
    long begun = System.nanoTime();
    while (describe(topic).isEmpty() && System.nanoTime() - begun < LIMIT.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  private Optional<TopicDescription> describe(String topic) {
    return described(admin.describeTopics(Set.of(topic)).topicNameValues().get(topic));
  }

  private Optional<TopicDescription> described(KafkaFuture<TopicDescription> asked) {
    try {
      return Optional.of(await(asked));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw failed(e.getCause());
    }
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which) {
    return offsets(partitions, which, new ListOffsetsOptions());
  }

  private Map<TopicPartition, Long> offsets(
      Set<TopicPartition> partitions, OffsetSpec which, ListOffsetsOptions options) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    Map<TopicPartition, Long> offsets = ordered();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> each :
        get(admin.listOffsets(asked, options).all()).entrySet()) {
      offsets.put(each.getKey(), each.getValue().offset());
    }
    return offsets;
  }

  private static Map<TopicPartition, Long> ordered() {
    return new TreeMap<>(ORDER);
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return await(future);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
  }

  private <T> T await(KafkaFuture<T> future) throws ExecutionException {
    try {
      return future.get(LIMIT.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }

  private UserError failed(Throwable cause) {
    return ClientFailures.explained(servers, cause)
        .orElseGet(
            () -> UserError.failed("kafka %s: %s".formatted(servers, cause.getMessage()), cause));
  }
}
