package io.twinstream.ends.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Reads and writes offsets as Spark's Kafka source does: {@code {"topic":{"0":12,"1":-2}}}. */
final class StartingOffsets {
  private static final long LATEST = -1;
  private static final long EARLIEST = -2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The offset of a partition that is not named. */
  private final long unnamed;

  private final Map<TopicPartition, Long> named;

  private StartingOffsets(long unnamed, Map<TopicPartition, Long> named) {
    this.unnamed = unnamed;
    this.named = named;
  }

  /**
   * Returns what {@code earliest}, {@code latest} or JSON says; a partition that the JSON does not
   * name begins at the earliest.
   *
   * @throws UserError for anything else
   */
  static StartingOffsets parse(String text) {
    if (text.equals("earliest") || text.equals("latest")) {
      return new StartingOffsets(text.equals("latest") ? LATEST : EARLIEST, Map.of());
    }
    return new StartingOffsets(EARLIEST, ofJson(text));
  }

  /** Returns these offsets; a partition that is not among them begins at the earliest. */
  static StartingOffsets of(Map<TopicPartition, Long> offsets) {
    return new StartingOffsets(EARLIEST, offsets);
  }

  /**
   * Returns the offsets of a JSON text.
   *
   * @throws UserError if it is none
   */
  static Map<TopicPartition, Long> ofJson(String text) {
    Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
    try {
      JsonNode topics = JSON.readTree(text);
      if (!topics.isObject()) {
        throw new IllegalArgumentException("not an object");
      }
      for (Iterator<Map.Entry<String, JsonNode>> each = topics.fields(); each.hasNext(); ) {
        Map.Entry<String, JsonNode> topic = each.next();
        topic
            .getValue()
            .fields()
            .forEachRemaining(
                partition -> {
                  if (!partition.getValue().isIntegralNumber()
                      || partition.getValue().asLong() < EARLIEST) {
                    throw new IllegalArgumentException("not an offset");
                  }
                  offsets.put(
                      new TopicPartition(topic.getKey(), Integer.parseInt(partition.getKey())),
                      partition.getValue().asLong());
                });
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw UserError.usage(
          "starting offsets '%s': write earliest, latest or {\"TOPIC\":{\"0\":12,\"1\":-2}}, of which -2 is earliest and -1 latest"
              .formatted(text));
    }
    return offsets;
  }

  /** Returns offsets as JSON text. */
  static String toJson(Map<TopicPartition, Long> offsets) {
    Map<String, ObjectNode> topics = new TreeMap<>();
    offsets.forEach(
        (partition, offset) ->
            topics
                .computeIfAbsent(partition.topic(), any -> JSON.createObjectNode())
                .put(Integer.toString(partition.partition()), offset));
    ObjectNode all = JSON.createObjectNode();
    topics.forEach(all::set);
    return all.toString();
  }

  /**
   * Returns an offset for each partition that there is.
   *
   * @param earliest of each partition
   * @param latest of each partition
   * @param kept offsets that were kept by an earlier run, which count more: a partition that is not
   *     among them, and not named, came after that run began, and so begins at the earliest
   * @throws UserError if one is named that is not there, or an offset that is not
   */
  Map<TopicPartition, Long> resolve(
      Map<TopicPartition, Long> earliest,
      Map<TopicPartition, Long> latest,
      Map<TopicPartition, Long> kept) {
    for (TopicPartition partition : named.keySet()) {
      if (!earliest.containsKey(partition)) {
        throw UserError.usage(
            "starting offsets: there is no partition %d of topic '%s'"
                .formatted(partition.partition(), partition.topic()));
      }
    }
    long others = kept.isEmpty() ? unnamed : EARLIEST;
    Map<TopicPartition, Long> resolved = new LinkedHashMap<>();
    for (TopicPartition partition : earliest.keySet()) {
      long asked = kept.getOrDefault(partition, named.getOrDefault(partition, others));
      long from = asked == LATEST ? latest.get(partition) : earliest.get(partition);
      if (asked >= 0) {
        from = asked;
        checkThere(partition, from, earliest.get(partition), latest.get(partition));
      }
      resolved.put(partition, from);
    }
    return resolved;
  }

  private static void checkThere(TopicPartition partition, long wanted, long first, long end) {
    if (wanted < first || wanted > end) {
      throw KafkaFailures.gone(partition, wanted, first, end);
    }
  }
}
