package io.twinstream.savepoint;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Kafka offsets of all sources of a savepoint together. Several sources of one topic have
 * different offsets, as each asks the broker at a different moment; the lowest counts, so that no
 * source loses a record and those ahead read some again.
 *
 * @param least the next offset of every partition
 * @param again the records that a source ahead has read already
 */
public record SourceOffsets(SortedMap<TopicPartition, Long> least, List<OffsetRange> again) {
  /** Returns the offsets of these sources. */
  public static SourceOffsets of(List<SourcePosition> sources) {
    SortedMap<TopicPartition, Long> least = new TreeMap<>();
    SortedMap<TopicPartition, Long> most = new TreeMap<>();
    for (SourcePosition source : sources) {
      for (PartitionOffset each : source.offsets()) {
        least.merge(each.partition(), each.offset(), Math::min);
        most.merge(each.partition(), each.offset(), Math::max);
      }
    }
    return new SourceOffsets(
        least,
        least.entrySet().stream()
            .filter(each -> each.getValue() < most.get(each.getKey()))
            .map(each -> new OffsetRange(each.getKey(), each.getValue(), most.get(each.getKey())))
            .toList());
  }
}
