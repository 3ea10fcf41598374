package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Offsets as they are read, one of each partition. */
final class UniqueOffsets {
  private final String origin;
  private final Map<TopicPartition, Long> offsets = new LinkedHashMap<>();

  /**
   * @param origin what is read, for messages
   */
  UniqueOffsets(String origin) {
    this.origin = origin;
  }

  /**
   * Adds the offset of a partition.
   *
   * @throws UserError if there is one already
   */
  void add(TopicPartition partition, long offset) {
    Long before = offsets.put(partition, offset);
    if (before != null) {
      throw UserError.usage(
          "%s: names topic '%s', partition %d twice, with offsets %d and %d: leave the one that holds"
              .formatted(origin, partition.topic(), partition.partition(), before, offset));
    }
  }

  /** Returns all that were added. */
  Map<TopicPartition, Long> all() {
    return offsets;
  }
}
