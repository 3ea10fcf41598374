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
 * The ids of topics, by their names. A topic that is deleted and made anew has another id (Kafka
 * 2.8 and later), and offsets of the old one say nothing of the new one.
 *
 * @param ids none of a topic whose id is not known
 */
public record TopicIds(TreeMap<String, String> ids) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What begins the name of a description that is a topic's id. */
  private static final String DESCRIPTION = "topic id of ";

  /** Returns what is known of a source that has no topics, or of a time when ids were not kept. */
  public static TopicIds none() {
    return new TopicIds(new TreeMap<>());
  }

  /** Returns the ids that are the fields of a JSON object; none of any other node. */
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

  /** Returns the same position, which names the ids of its topics. */
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
        position.filesBefore(),
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
   * Checks that the topics are still the same.
   *
   * @param now the ids of the topics that are there
   * @param kept what keeps offsets of them, for the message
   * @param advice what to do, for the message
   * @throws UserError if one was made anew
   */
  public void check(TopicIds now, String kept, String advice) {
    for (Map.Entry<String, String> each : ids.entrySet()) {
      String there = now.ids.getOrDefault(each.getKey(), each.getValue());
      if (!there.equals(each.getValue())) {
        throw UserError.failed(
            "%s: topic '%s' was made anew since (its id was %s and is %s), and the offsets are those of the old one: %s"
                .formatted(kept, each.getKey(), each.getValue(), there, advice));
      }
    }
  }
}
