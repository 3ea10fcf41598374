package io.twinstream.ends.kafka;

import com.google.common.collect.Sets;
import io.twinstream.ends.kafka.PartitionQueue.Round;
import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.Recorded.TimestampType;
import io.twinstream.ends.recording.RecordingHead;
import io.twinstream.ends.recording.Traffic;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of topics in the order in which they arrived, of all partitions together.
 *
 * <p>Kafka does not say when a record arrived, unless its timestamp does; but a record that is
 * below the end of its partition now, and was not when this was looked at before, came in between.
 * So reading goes in rounds: each asks where the partitions end and reads up to there, and the
 * records of a round are merged by timestamp, which counts as far as it is between the two looks.
 * The first round is what was there at the beginning. Partitions that are ahead wait, so memory
 * holds at most a fetch of each.
 *
 * <p>Partitions that are added to a topic belong to the round that begins next, from their first
 * record; the head changes then. A recording that ends at offsets has the partitions of these.
 *
 * <p>Belongs to no consumer group, and commits nothing; what is not committed by its transaction is
 * not read.
 */
public final class KafkaTraffic implements Traffic {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaTraffic.class);
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration ROUND = Duration.ofMillis(50);
  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final Map<org.apache.kafka.common.record.TimestampType, TimestampType>
      TIMESTAMP_TYPES =
          Map.of(
              org.apache.kafka.common.record.TimestampType.CREATE_TIME,
              TimestampType.CREATE_TIME,
              org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME,
              TimestampType.LOG_APPEND_TIME);

  private final String servers;
  private final List<String> topics;
  private final KafkaCluster cluster;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<PartitionQueue> queues = new ArrayList<>();
  private final Map<TopicPartition, Long> until;
  private final long untilMillis;
  private final long began;
  private RecordingHead head;
  private Map<TopicPartition, Long> ends;
  private Round round;
  private long nextRoundNanos = System.nanoTime();
  private long lastMillis;
  private long completeMillis;
  private boolean isAtEnd;
  private boolean isSilent;

  private KafkaTraffic(
      KafkaAddress address,
      KafkaCluster cluster,
      KafkaConsumer<byte[], byte[]> consumer,
      OffsetBound from,
      Optional<OffsetBound> to) {
    servers = address.servers();
    topics = address.topics();
    this.cluster = cluster;
    this.consumer = consumer;
    Set<TopicPartition> partitions = cluster.partitions(topics);
    partitions.forEach(partition -> queues.add(new PartitionQueue(partition)));
    consumer.assign(partitions);
    long now = System.currentTimeMillis();
    long fromMillis = from.instant().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    untilMillis =
        to.flatMap(OffsetBound::instant).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    if (untilMillis < fromMillis) {
      throw UserError.usage(
          "kafka %s: is to be read until %s, which is before %s"
              .formatted(servers, to.get().text(), from.text()));
    }
    until =
        to.filter(bound -> untilMillis == Long.MAX_VALUE || untilMillis <= now)
            .map(bound -> bound.resolve(consumer, partitions))
            .orElse(Map.of());
    Map<TopicPartition, Long> begin = from.resolve(consumer, partitions);
    TrafficConsumer.check(consumer, servers, begin, until);
    begin.forEach(consumer::seek);
    begin(new Round(fromMillis, System.currentTimeMillis()), consumer.endOffsets(partitions));
    awaitFirst();
    began = Math.min(now, from.instant().isPresent() ? fromMillis : firstArrival());
    head = headOfNow();
  }

  /**
   * Connects.
   *
   * @param until where it ends; empty if it does not
   * @throws UserError if no broker answers, a topic is not there, or a bound is not in it
   */
  public static KafkaTraffic open(
      KafkaAddress address,
      KafkaClientSettings settings,
      OffsetBound from,
      Optional<OffsetBound> until) {
    KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings);
    KafkaConsumer<byte[], byte[]> consumer = null;
    try {
      consumer = TrafficConsumer.open(address, settings);
      return new KafkaTraffic(address, cluster, consumer, from, until);
    } catch (KafkaException e) {
      close(cluster, consumer);
      throw failed(address.servers(), e);
    } catch (UserError e) {
      close(cluster, consumer);
      throw e;
    }
  }

  private static void close(KafkaCluster cluster, KafkaConsumer<?, ?> consumer) {
    if (consumer != null) {
      consumer.close(Duration.ZERO);
    }
    cluster.close();
  }

  /** Reads until each partition has a record, or none below its end. */
  private void awaitFirst() {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (readAwaited()) {
      if (System.nanoTime() > deadline) {
        throw UserError.failed(
            "kafka %s: no records come, though there are some: check that its brokers run"
                .formatted(servers));
      }
    }
  }

  private long firstArrival() {
    return queues.stream()
        .filter(this::isReady)
        .mapToLong(PartitionQueue::arrival)
        .min()
        .orElse(round.untilMillis());
  }

  @Override
  public RecordingHead head() {
    return head;
  }

  private RecordingHead headOfNow() {
    Map<String, Integer> partitions = new TreeMap<>();
    queues.forEach(queue -> partitions.merge(queue.partition().topic(), 1, Integer::sum));
    return new RecordingHead(partitions, began);
  }

  @Override
  public long completeMillis() {
    return completeMillis;
  }

  @Override
  public boolean poll(Taker taker) {
    try {
      if (!readAwaited() && handOn(taker)) {
        completeRound();
      }
      return !isAtEnd;
    } catch (OffsetOutOfRangeException e) {
      throw UserError.failed(
          "kafka %s: retention has overtaken the recording: %s".formatted(servers, e.getMessage()),
          e);
    } catch (KafkaException e) {
      throw failed(servers, e);
    }
  }

  private static UserError failed(String servers, KafkaException e) {
    return ClientFailures.explained(servers, e)
        .orElseGet(() -> UserError.failed("kafka %s: %s".formatted(servers, e.getMessage()), e));
  }

  private boolean isReady(PartitionQueue queue) {
    return queue.hasBelow(ends.get(queue.partition()));
  }

  /** Tells whether the round needs records of it that are not read yet. */
  private boolean isAwaited(PartitionQueue queue) {
    return queue.isEmpty() && consumer.position(queue.partition()) < ends.get(queue.partition());
  }

  /** Reads from the partitions that the round waits for; tells whether it waits for more. */
  private boolean readAwaited() {
    List<TopicPartition> awaited =
        queues.stream().filter(this::isAwaited).map(PartitionQueue::partition).toList();
    if (awaited.isEmpty()) {
      return false;
    }
    consumer.pause(consumer.assignment());
    consumer.resume(awaited);
    read(WAIT);
    return queues.stream().anyMatch(this::isAwaited);
  }

  private void read(Duration wait) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
    if (!records.isEmpty()) {
      queues.forEach(queue -> queue.add(records.records(queue.partition())));
    }
  }

  /**
   * Hands on the records of the round that are not older than one that is still to be read; tells
   * whether these are all.
   */
  private boolean handOn(Taker taker) {
    PriorityQueue<PartitionQueue> heads = new PriorityQueue<>();
    queues.stream().filter(this::isReady).forEach(heads::add);
    while (!heads.isEmpty()) {
      PartitionQueue first = heads.poll();
      PartitionQueue second = heads.peek();
      long end = ends.get(first.partition());
      do {
        long arrival = first.arrival();
        boolean isBehind = until.isEmpty() && arrival >= untilMillis;
        if (isBehind || !take(first.remove(), arrival, taker)) {
          completeMillis = isBehind ? untilMillis - began : completeMillis;
          isAtEnd = true;
          return false;
        }
      } while (first.hasBelow(end) && (second == null || first.compareTo(second) < 0));
      if (first.hasBelow(end)) {
        heads.add(first);
      } else if (isAwaited(first)) {
        return false;
      }
    }
    return true;
  }

  private boolean take(ConsumerRecord<byte[], byte[]> record, long arrival, Taker taker) {
    long millis = Math.max(lastMillis, arrival - began);
    boolean isTaken =
        taker.take(
            new Recorded(
                millis,
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                TIMESTAMP_TYPES.getOrDefault(record.timestampType(), TimestampType.NONE),
                record.key(),
                record.value(),
                KafkaRecords.headers(record.headers())));
    lastMillis = isTaken ? millis : lastMillis;
    completeMillis = lastMillis;
    return isTaken;
  }

  /** Ends where the bound is reached; or else begins the next round, when it is time. */
  private void completeRound() {
    if (!until.isEmpty() && ends.equals(until)) {
      completeMillis = untilMillis == Long.MAX_VALUE ? lastMillis : untilMillis - began;
      isAtEnd = true;
      return;
    }
    completeMillis = Math.max(lastMillis, Math.min(round.untilMillis(), untilMillis) - began);
    if (round.untilMillis() >= untilMillis) {
      isAtEnd = true;
      return;
    }
    consumer.resume(consumer.assignment());
    long wait = nextRoundNanos - System.nanoTime();
    read(wait > 0 ? Duration.ofNanos(wait) : Duration.ZERO);
    if (System.nanoTime() >= nextRoundNanos) {
      nextRound();
    }
  }

  private void nextRound() {
    nextRoundNanos = System.nanoTime() + ROUND.toNanos();
    long now = System.currentTimeMillis();
    try {
      takeAdded();
      begin(new Round(round.untilMillis(), now), consumer.endOffsets(consumer.assignment()));
      isSilent = false;
    } catch (RetriableException | UserError e) {
      if (!isSilent) {
        LOG.warn("kafka {}: does not answer, trying again: {}", servers, e.getMessage());
      }
      isSilent = true;
    }
  }

  /** Reads partitions that have been added, each from its beginning. */
  private void takeAdded() {
    if (!until.isEmpty()) {
      return;
    }
    Set<TopicPartition> known = consumer.assignment();
    Set<TopicPartition> added = new HashSet<>(Sets.difference(cluster.partitions(topics), known));
    if (added.isEmpty()) {
      return;
    }
    consumer.assign(Sets.union(known, added));
    consumer.seekToBeginning(added);
    added.forEach(partition -> queues.add(new PartitionQueue(partition)));
    head = headOfNow();
  }

  private void begin(Round next, Map<TopicPartition, Long> all) {
    round = next;
    ends = new HashMap<>(all);
    ends.replaceAll((partition, end) -> Math.min(end, until.getOrDefault(partition, end)));
    queues.forEach(queue -> queue.begin(next));
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(1));
    cluster.close();
  }
}
