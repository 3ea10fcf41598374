package io.twinstream.savepoint;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the sources of a savepoint stood in Kafka, all together. Several sources of one topic stand
 * at different offsets, as each asks the broker at its own moment; the least counts, so that no
 * source loses a record, and those that were ahead read some again.
 *
 * @param least the next offset of every partition
 * @param again what a source that was ahead has read already
 */
public record SourceOffsets(SortedMap<TopicPartition, Long> least, List<OffsetRange> again) {
  /** Returns those of some sources. */
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
