package io.twinstream.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ids of topics, by name. A topic that is deleted and recreated has another id (Kafka 2.8 and
 * later), and offsets of the old one mean nothing in the new one.
 *
 * @param ids without the topics whose id is unknown
 */
public record TopicIds(TreeMap<String, String> ids) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Prefix of the description entries that hold a topic's id. */
  private static final String DESCRIPTION = "topic id of ";

  /** Returns no ids: for a source without topics, or a version that did not keep ids. */
  public static TopicIds none() {
    return new TopicIds(new TreeMap<>());
  }

  /** Returns the ids in the fields of a JSON object; none for any other node. */
  public static TopicIds of(JsonNode json) {
    TopicIds read = none();
    json.fields().forEachRemaining(each -> read.ids.put(each.getKey(), each.getValue().asText()));
    return read;
  }

  /** Returns the ids that the position of a source names. */
  public static TopicIds of(SourcePosition position) {
    TopicIds read = none();
    position
        .description()
        .forEach(
            (name, value) -> {
              if (name.startsWith(DESCRIPTION)) {
                read.ids.put(name.substring(DESCRIPTION.length()), value);
              }
            });
    return read;
  }

  /** Returns a copy of the position with the ids of its topics. */
  public SourcePosition in(SourcePosition position) {
    TreeMap<String, String> description = new TreeMap<>(position.description());
    for (PartitionOffset each : position.offsets()) {
      String topic = each.partition().topic();
      if (ids.containsKey(topic)) {
        description.put(DESCRIPTION + topic, ids.get(topic));
      }
    }
    return new SourcePosition(
        position.number(),
        position.kind(),
        description,
        position.offsets(),
        position.uncertain(),
        position.files(),
        position.filesBeforeMillis(),
        position.uncertainFiles());
  }

  /** Returns the ids of these topics alone. */
  public TopicIds of(Set<String> topics) {
    TreeMap<String, String> some = new TreeMap<>(ids);
    some.keySet().retainAll(topics);
    return new TopicIds(some);
  }

  /** Writes the ids as fields. */
  public void write(ObjectNode json) {
    ids.forEach(json::put);
  }

  /**
   * Checks that no topic was recreated.
   *
   * @param now the current ids
   * @param kept what keeps offsets of them, for the message
   * @param advice what to do, for the message
   * @throws UserError if one was recreated
   */
  public void check(TopicIds now, String kept, String advice) {
    for (Map.Entry<String, String> each : ids.entrySet()) {
      String there = now.ids.getOrDefault(each.getKey(), each.getValue());
      if (!there.equals(each.getValue())) {
        throw UserError.failed(
            "%s: topic '%s' was recreated since (its id was %s and is %s), and the offsets are those of the old one: %s"
                .formatted(kept, each.getKey(), each.getValue(), there, advice));
      }
    }
  }
}
