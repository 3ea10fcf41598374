package io.twinstream.migration.move;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets in a file: JSON as Spark's {@code startingOffsets} has them, or the lines that {@code
 * kafka-consumer-groups --export} writes, {@code [GROUP,]TOPIC,PARTITION,OFFSET}. In both an offset
 * is that of the record to read next.
 */
public final class OffsetsInFile {
  private static final long LATEST = -1;
  private static final long EARLIEST = -2;

  private static final Pattern LINE =
      Pattern.compile(
          "(?:(\"[^\"]*\"|[^,\"]*),)?\"?([A-Za-z0-9._-]{1,249})\"?,(\\d{1,9}),(\\d{1,18})");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final Path file;

  private OffsetsInFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param cluster says where partitions begin and end, for the offsets -2 and -1 of JSON
   * @throws UserError if it cannot be read, or names a partition twice
   */
  public static GivenOffsets read(Path file, KafkaCluster cluster) {
    OffsetsInFile reading = new OffsetsInFile(file);
    try {
      String text = Files.readString(file).strip();
      return new GivenOffsets(
          "offsets of " + file,
          text.startsWith("{") ? reading.json(text, cluster) : reading.lines(text),
          List.of());
    } catch (IOException e) {
      throw UserError.usage(
          "offsets %s: cannot be read (%s)"
              .formatted(file, e.getMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  private Map<TopicPartition, Long> json(String text, KafkaCluster cluster) throws IOException {
    UniqueOffsets offsets = new UniqueOffsets("offsets " + file);
    for (Iterator<Map.Entry<String, JsonNode>> topics = JSON.readTree(text).fields();
        topics.hasNext(); ) {
      Map.Entry<String, JsonNode> topic = topics.next();
      if (!topic.getValue().isObject()) {
        throw malformed(topic.toString());
      }
      topic
          .getValue()
          .fields()
          .forEachRemaining(each -> offsets.add(partition(topic.getKey(), each), offset(each)));
    }
    return resolved(offsets.all(), cluster);
  }

  private TopicPartition partition(String topic, Map.Entry<String, JsonNode> each) {
    if (!each.getKey().matches("\\d{1,9}")) {
      throw malformed("%s of topic %s".formatted(each, topic));
    }
    return new TopicPartition(topic, Integer.parseInt(each.getKey()));
  }

  private long offset(Map.Entry<String, JsonNode> each) {
    if (!each.getValue().isIntegralNumber()
        || !each.getValue().canConvertToLong()
        || each.getValue().asLong() < EARLIEST) {
      throw malformed(each.toString());
    }
    return each.getValue().asLong();
  }

  private static Map<TopicPartition, Long> resolved(
      Map<TopicPartition, Long> offsets, KafkaCluster cluster) {
    Set<String> topics = new TreeSet<>();
    offsets.forEach(
        (partition, offset) -> {
          if (offset < 0) {
            topics.add(partition.topic());
          }
        });
    Set<TopicPartition> there = cluster.partitions(topics);
    Map<TopicPartition, Long> earliest = cluster.earliest(there);
    Map<TopicPartition, Long> latest = cluster.latest(there);
    // A partition that is not there keeps its number, and is refused with the others of that kind.
    offsets.replaceAll(
        (partition, offset) ->
            offset == EARLIEST
                ? earliest.getOrDefault(partition, 0L)
                : offset == LATEST ? latest.getOrDefault(partition, 0L) : offset);
    return offsets;
  }

  private Map<TopicPartition, Long> lines(String text) {
    UniqueOffsets offsets = new UniqueOffsets("offsets " + file);
    Set<String> groups = new TreeSet<>();
    for (String line : text.lines().map(String::strip).filter(each -> !each.isEmpty()).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw malformed(line);
      }
      if (matcher.group(1) != null) {
        groups.add(matcher.group(1).replace("\"", ""));
      }
      offsets.add(
          new TopicPartition(matcher.group(2), Integer.parseInt(matcher.group(3))),
          Long.parseLong(matcher.group(4)));
    }
    if (groups.size() > 1) {
      throw UserError.usage(
          "offsets %s: are of several groups (%s): leave the lines of one"
              .formatted(file, String.join(", ", groups)));
    }
    return offsets.all();
  }

  private UserError malformed(String what) {
    return UserError.usage(
        "offsets %s: '%s' is not understood: write {\"TOPIC\":{\"0\":12,\"1\":-2}}, of which -2 is earliest and -1 latest, or lines TOPIC,PARTITION,OFFSET as kafka-consumer-groups exports them"
            .formatted(file, what));
  }
}
