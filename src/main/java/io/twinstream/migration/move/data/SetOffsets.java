package io.twinstream.migration.move.data;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;
import io.twinstream.savepoint.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sources of a savepoint with other offsets. */
final class SetOffsets {
  /** What a query's checkpoint says, which is not so any more. */
  private static final String OF_QUERY = "offset";

  private final Map<TopicPartition, Long> offsets;

  SetOffsets(Map<TopicPartition, Long> offsets) {
    this.offsets = offsets;
  }

  /**
   * Checks that the sources have the partitions.
   *
   * @param folder the savepoint, for messages
   */
  void check(List<SourcePosition> sources, String folder) {
    TreeSet<TopicPartition> known = new TreeSet<>();
    sources.forEach(source -> source.offsets().forEach(each -> known.add(each.partition())));
    offsets.forEach(
        (partition, offset) -> {
          if (!known.contains(partition)) {
            throw UserError.usage(
                "savepoint %s: has no offset of %s to set: it has %s"
                    .formatted(
                        folder,
                        partition,
                        known.isEmpty()
                            ? "none of Kafka"
                            : known.stream()
                                .map(TopicPartition::toString)
                                .collect(Collectors.joining(", "))));
          }
          if (offset < 0) {
            throw UserError.usage("%s: offset %d: write 0 or more".formatted(partition, offset));
          }
        });
  }

  /**
   * Returns the source as it is then.
   *
   * @param changes what was changed is added
   */
  SourcePosition in(SourcePosition source, List<String> changes) {
    List<PartitionOffset> set = new ArrayList<>();
    List<OffsetRange> uncertain = new ArrayList<>();
    for (PartitionOffset each : source.offsets()) {
      Long offset = offsets.getOrDefault(each.partition(), each.offset());
      set.add(new PartitionOffset(each.partition(), offset));
      uncertain(source, each, offset).ifPresent(uncertain::add);
      if (offsets.containsKey(each.partition())) {
        changes.add(
            "source %d: %s is at offset %d, was at %d"
                .formatted(source.number(), each.partition(), offset, each.offset()));
      }
    }
    TreeMap<String, String> description = new TreeMap<>(source.description());
    if (!set.equals(source.offsets())) {
      description.remove(OF_QUERY);
    }
    return new SourcePosition(
        source.number(),
        source.kind(),
        description,
        set,
        uncertain,
        source.files(),
        source.filesBeforeMillis(),
        source.uncertainFiles());
  }

  /** What lies before the old offset was written, and what was uncertain after it still is. */
  private static Optional<OffsetRange> uncertain(
      SourcePosition source, PartitionOffset before, long offset) {
    long until =
        source.uncertain(before.partition()).map(OffsetRange::until).orElse(before.offset());
    return offset < until
        ? Optional.of(new OffsetRange(before.partition(), offset, until))
        : Optional.empty();
  }
}
