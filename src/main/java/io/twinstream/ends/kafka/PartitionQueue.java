package io.twinstream.ends.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of a partition that were read and wait for those of other partitions that arrived before
 * them. Their arrivals ascend: what a record says of itself counts between the bounds of a {@link
 * Round}, and not before the record above it. Not thread-safe.
 */
final class PartitionQueue implements Comparable<PartitionQueue> {
  private final TopicPartition partition;
  private final Deque<Iterator<ConsumerRecord<byte[], byte[]>>> batches = new ArrayDeque<>();
  private ConsumerRecord<byte[], byte[]> head;
  private long arrival = Long.MIN_VALUE;
  private Round round;

  PartitionQueue(TopicPartition partition) {
    this.partition = partition;
  }

  /**
   * When records arrived that are between two looks at the end of a partition, epoch milliseconds.
   */
  record Round(long fromMillis, long untilMillis) {}

  TopicPartition partition() {
    return partition;
  }

  /** Begins a round, of which are the records from now on. */
  void begin(Round next) {
    round = next;
    if (head != null) {
      arrival = arrivalOf(head, Long.MIN_VALUE);
    }
  }

  void add(List<ConsumerRecord<byte[], byte[]>> records) {
    if (!records.isEmpty()) {
      batches.add(records.iterator());
      if (head == null) {
        advance();
      }
    }
  }

  /** Tells whether it has a record below that offset. */
  boolean hasBelow(long offset) {
    return head != null && head.offset() < offset;
  }

  boolean isEmpty() {
    return head == null;
  }

  /** Returns when the first record arrived, epoch milliseconds. */
  long arrival() {
    return arrival;
  }

  /** Removes the first record. */
  ConsumerRecord<byte[], byte[]> remove() {
    ConsumerRecord<byte[], byte[]> first = head;
    advance();
    return first;
  }

  private void advance() {
    while (!batches.isEmpty() && !batches.peekFirst().hasNext()) {
      batches.removeFirst();
    }
    head = batches.isEmpty() ? null : batches.peekFirst().next();
    if (head != null) {
      arrival = arrivalOf(head, arrival);
    }
  }

  private long arrivalOf(ConsumerRecord<?, ?> record, long before) {
    if (record.timestamp() < 0) {
      return before == Long.MIN_VALUE ? round.untilMillis() : before;
    }
    long within = Math.min(Math.max(record.timestamp(), round.fromMillis()), round.untilMillis());
    return Math.max(within, before);
  }

  @Override
  public int compareTo(PartitionQueue other) {
    int byTime = Long.compare(arrival, other.arrival);
    if (byTime != 0) {
      return byTime;
    }
    int byTopic = partition.topic().compareTo(other.partition.topic());
    return byTopic != 0
        ? byTopic
        : Integer.compare(partition.partition(), other.partition.partition());
  }
}
