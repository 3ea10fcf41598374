package io.twinstream.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;

/** Where the newest micro-batch that a query's log calls committed ended. */
final class FinishedOffsets {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path checkpoint;
  private final Configuration hadoop;

  FinishedOffsets(String checkpoint, Configuration hadoop) {
    this.checkpoint = new Path(checkpoint);
    this.hadoop = hadoop;
  }

  /**
   * Returns the offset of each partition of Kafka; none before the first commit.
   *
   * @throws IOException if the checkpoint cannot be read, or is gone
   */
  Map<TopicPartition, Long> read() throws IOException {
    FileSystem files = checkpoint.getFileSystem(hadoop);
    Path commits = new Path(checkpoint, "commits");
    OptionalLong newest =
        files.exists(commits)
            ? Arrays.stream(files.listStatus(commits))
                .map(file -> file.getPath().getName())
                .filter(name -> NUMBER.matcher(name).matches())
                .mapToLong(Long::parseLong)
                .max()
            : OptionalLong.empty();
    if (newest.isEmpty()) {
      return Map.of();
    }
    Path offsets = new Path(new Path(checkpoint, "offsets"), Long.toString(newest.getAsLong()));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(files.open(offsets), StandardCharsets.UTF_8))) {
      // The version, the settings, and a line for each source.
      return of(in.lines().skip(2).toList());
    }
  }

  /**
   * Returns the least offset of each partition.
   *
   * @param sources where each source ended, as Spark writes it; what is not of Kafka is left out
   */
  static Map<TopicPartition, Long> of(List<String> sources) {
    Map<TopicPartition, Long> least = new HashMap<>();
    for (String source : sources) {
      json(source).ifPresent(topics -> add(topics, least));
    }
    return least;
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.ofNullable(text == null ? null : JSON.readTree(text))
          .filter(JsonNode::isObject);
    } catch (JsonProcessingException notOfKafka) {
      return Optional.empty();
    }
  }

  private static void add(JsonNode topics, Map<TopicPartition, Long> least) {
    for (Iterator<Map.Entry<String, JsonNode>> each = topics.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> topic = each.next();
      topic
          .getValue()
          .fields()
          .forEachRemaining(
              partition -> {
                if (NUMBER.matcher(partition.getKey()).matches()
                    && partition.getValue().isIntegralNumber()) {
                  least.merge(
                      new TopicPartition(topic.getKey(), Integer.parseInt(partition.getKey())),
                      partition.getValue().asLong(),
                      Math::min);
                }
              });
    }
  }
}
