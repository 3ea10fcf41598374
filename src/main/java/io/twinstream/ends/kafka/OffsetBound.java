package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Where reading begins, or before which offsets it ends.
 *
 * @param text as it is written
 * @param instant if it is a time: the first records that are not older
 * @param offsets otherwise, of each partition; empty where {@code text} is of all of them
 */
public record OffsetBound(
    String text, Optional<Instant> instant, Map<TopicPartition, String> offsets) {
  static final String EARLIEST = "earliest";
  static final String LATEST = "latest";

  private static final Pattern OFFSET =
      Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,9})=(\\d{1,18}|earliest|latest)");

  /**
   * Returns the bound that is written so.
   *
   * @throws UserError if it is none
   */
  public static OffsetBound parse(String text) {
    if (text.equals(EARLIEST) || text.equals(LATEST)) {
      return new OffsetBound(text, Optional.empty(), Map.of());
    }
    Map<TopicPartition, String> offsets = new HashMap<>();
    for (String each : text.split(",", -1)) {
      Matcher matcher = OFFSET.matcher(each);
      if (!matcher.matches()) {
        return ofInstant(text);
      }
      offsets.put(
          new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
          matcher.group(3));
    }
    return new OffsetBound(text, Optional.empty(), offsets);
  }

  private static OffsetBound ofInstant(String text) {
    try {
      return new OffsetBound(text, Optional.of(Instant.parse(text)), Map.of());
    } catch (DateTimeParseException e) {
      throw UserError.usage(
          "'%s' is not a position in topics: write earliest, latest, TOPIC-PARTITION=OFFSET,... or a time such as 2026-01-31T10:00:00Z"
              .formatted(text));
    }
  }

  /**
   * Returns the offset of each partition.
   *
   * @throws UserError if it names other partitions
   */
  Map<TopicPartition, Long> resolve(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    if (instant.isPresent()) {
      return since(consumer, partitions, instant.get());
    }
    Map<TopicPartition, Long> earliest = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> latest = consumer.endOffsets(partitions);
    checkNamed(partitions);
    Map<TopicPartition, Long> resolved = new HashMap<>();
    for (TopicPartition partition : partitions) {
      String where = offsets.getOrDefault(partition, text);
      resolved.put(
          partition,
          switch (where) {
            case EARLIEST -> earliest.get(partition);
            case LATEST -> latest.get(partition);
            default -> Long.parseLong(where);
          });
    }
    return resolved;
  }

  private void checkNamed(Collection<TopicPartition> partitions) {
    if (offsets.isEmpty()) {
      return;
    }
    TreeSet<String> missing = new TreeSet<>();
    partitions.stream()
        .filter(each -> !offsets.containsKey(each))
        .forEach(each -> missing.add(each.toString()));
    TreeSet<String> unknown = new TreeSet<>();
    offsets.keySet().stream()
        .filter(each -> !partitions.contains(each))
        .forEach(each -> unknown.add(each.toString()));
    if (!unknown.isEmpty()) {
      throw UserError.usage("'%s': there is no partition %s".formatted(text, unknown.first()));
    }
    if (!missing.isEmpty()) {
      throw UserError.usage(
          "'%s': does not name %s: name every partition, each with an offset, earliest or latest"
              .formatted(text, missing.first()));
    }
  }

  private static Map<TopicPartition, Long> since(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Instant instant) {
    Map<TopicPartition, Long> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, Math.max(0, instant.toEpochMilli())));
    Map<TopicPartition, Long> found = consumer.endOffsets(partitions);
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> each :
        consumer.offsetsForTimes(asked).entrySet()) {
      if (each.getValue() != null) {
        found.put(each.getKey(), each.getValue().offset());
      }
    }
    return found;
  }
}
