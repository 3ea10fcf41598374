package io.twinstream.ends.kafka;

import io.twinstream.api.PartitionPosition;
import io.twinstream.api.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka where the partitions end that a run reads. */
final class KafkaPositions implements Source.Positions {
  private final Supplier<KafkaCluster> connect;
  private final Map<TopicPartition, Long> done;
  private KafkaCluster cluster;

  /**
   * @param done the offset behind the newest record that is processed, of each partition; grows
   */
  KafkaPositions(Supplier<KafkaCluster> connect, Map<TopicPartition, Long> done) {
    this.connect = connect;
    this.done = done;
  }

  @Override
  public List<PartitionPosition> read() {
    Map<TopicPartition, Long> processed = new TreeMap<>(KafkaCluster.ORDER);
    processed.putAll(done);
    if (processed.isEmpty()) {
      return List.of();
    }
    if (cluster == null) {
      cluster = connect.get();
    }
    Map<TopicPartition, Long> ends = cluster.latest(processed.keySet());
    return processed.entrySet().stream()
        .filter(each -> ends.containsKey(each.getKey()))
        .map(
            each ->
                new PartitionPosition(
                    each.getKey().topic(),
                    each.getKey().partition(),
                    each.getValue(),
                    ends.get(each.getKey())))
        .toList();
  }

  @Override
  public void close() {
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }
}
