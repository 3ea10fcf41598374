package io.twinstream.ends.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** What a consumer group has committed, in the cluster. */
record GroupOffsets(Supplier<KafkaCluster> clusters, KafkaAddress address, String name)
    implements CommittedOffsets {
  @Override
  public Map<TopicPartition, Long> load() {
    try (KafkaCluster cluster = clusters.get()) {
      Map<TopicPartition, Long> committed = new HashMap<>(cluster.committed(name));
      committed.keySet().removeIf(partition -> !address.topics().contains(partition.topic()));
      return committed;
    }
  }

  @Override
  public void commit(Map<TopicPartition, Long> offsets) {
    if (!offsets.isEmpty()) {
      try (KafkaCluster cluster = clusters.get()) {
        cluster.commit(name, offsets);
      }
    }
  }
}
