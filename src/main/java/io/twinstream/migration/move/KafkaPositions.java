package io.twinstream.migration.move;

import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the partitions of topics begin and end, to hold offsets against.
 *
 * @param earliest the first offset that is there
 * @param latest the offset that the next record will have
 */
record KafkaPositions(Map<TopicPartition, Long> earliest, Map<TopicPartition, Long> latest) {
  static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  /**
   * Asks the cluster.
   *
   * @throws UserError if one of the topics is not there
   */
  static KafkaPositions of(KafkaCluster cluster, Set<String> topics) {
    Set<TopicPartition> partitions = cluster.partitions(topics);
    return new KafkaPositions(cluster.earliest(partitions), cluster.latest(partitions));
  }

  /**
   * Checks that each offset can be read on from.
   *
   * @param origin whose offsets they are, for messages
   * @throws UserError if one cannot
   */
  void check(Map<TopicPartition, Long> offsets, String origin) {
    Map<TopicPartition, Long> sorted = new TreeMap<>(ORDER);
    sorted.putAll(offsets);
    sorted.forEach(
        (partition, offset) -> {
          if (!earliest.containsKey(partition)) {
            throw UserError.usage(
                "%s: there is no partition %d of topic '%s', which has %d"
                    .formatted(
                        origin,
                        partition.partition(),
                        partition.topic(),
                        count(partition.topic())));
          }
          long first = earliest.get(partition);
          long end = latest.get(partition);
          if (offset > end) {
            throw UserError.failed(
                "%s: topic '%s', partition %d: offset %d is beyond the end, %d: the topic was recreated since, or the offsets are of another cluster"
                    .formatted(origin, partition.topic(), partition.partition(), offset, end));
          }
          if (offset < first) {
            throw UserError.failed(
                "%s: topic '%s', partition %d: offset %d is before the beginning, %d: retention has removed what lies between; to go on without it, give the offsets in a file"
                    .formatted(origin, partition.topic(), partition.partition(), offset, first));
          }
        });
  }

  /**
   * Returns these offsets with one for each partition: where a partition is empty, its end.
   *
   * @param missing {@code earliest} or {@code latest} for the others, null to refuse
   * @throws UserError if there is none for another
   */
  Map<TopicPartition, Long> completed(
      Map<TopicPartition, Long> offsets, String origin, String missing) {
    Map<TopicPartition, Long> all = new TreeMap<>(ORDER);
    all.putAll(offsets);
    Set<TopicPartition> without = new LinkedHashSet<>(earliest.keySet());
    without.removeAll(offsets.keySet());
    for (TopicPartition partition : without) {
      boolean isEmpty = earliest.get(partition).equals(latest.get(partition));
      if (!isEmpty && missing == null) {
        throw UserError.usage(
            "%s: has no offset for topic '%s', partition %d, which holds [%d, %d): it was never read, or the offset has expired: say whether to begin at its earliest or its latest"
                .formatted(
                    origin,
                    partition.topic(),
                    partition.partition(),
                    earliest.get(partition),
                    latest.get(partition)));
      }
      all.put(
          partition,
          isEmpty || "latest".equals(missing) ? latest.get(partition) : earliest.get(partition));
    }
    return all;
  }

  private long count(String topic) {
    Set<Integer> numbers = new TreeSet<>();
    earliest.keySet().stream()
        .filter(each -> each.topic().equals(topic))
        .forEach(each -> numbers.add(each.partition()));
    return numbers.size();
  }
}
