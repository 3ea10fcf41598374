package io.twinstream.ends.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What a consumer group has committed of the topics of a source. */
interface CommittedOffsets {
  /** Returns the offsets, of the partitions of which there is one. */
  Map<TopicPartition, Long> load();

  /** Commits, while no consumer is in the group. */
  void commit(Map<TopicPartition, Long> offsets);
}
