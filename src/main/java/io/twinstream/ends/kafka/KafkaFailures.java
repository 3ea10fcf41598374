package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * What a failure of a batch that comes from Kafka means, by the messages of both engines.
 *
 * @param hasGaps whether the stream reads over offsets that are missing
 */
record KafkaFailures(KafkaAddress address, Supplier<KafkaCluster> cluster, boolean hasGaps) {
  private static final Pattern OUT_OF_RANGE =
      Pattern.compile(
          "offset=(\\d+).{0,300}?out of range for partition ([A-Za-z0-9._-]+)-(\\d+)",
          Pattern.DOTALL);

  private static final String DATA_LOSS =
      "(?s).*(OffsetOutOfRange|out of range|data (may|might) have been|data loss|DATA_LOSS|Cannot fetch offset).*";

  /** Returns what a failure of a batch means; empty if it is none of Kafka, or not known. */
  Optional<UserError> explain(Throwable failure) {
    String text = text(failure);
    if (text.contains("Got wrong record for")) {
      String advice =
          hasGaps
              ? "this checkpoint was started by a version of twinstream that could not read them after a restart: 'twinstream savepoint' takes its state and offsets along into a new checkpoint"
              : "set %s=true for Spark".formatted(KafkaSource.GAPS);
      return Optional.of(
          UserError.failed(
              "%s: offsets are missing between records, as transactions and compaction leave them: %s"
                  .formatted(address.spec(), advice),
              failure));
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof KafkaException && !text.matches(DATA_LOSS)) {
        Optional<UserError> known = ClientFailures.explained(address.servers(), each);
        if (known.isPresent()) {
          return missingTopic(failure).or(() -> known);
        }
      }
    }
    return text.matches(DATA_LOSS) || text.contains("been revoked") || text.contains("been gone")
        ? missingTopic(failure).or(() -> overtaken(text))
        : missingTopicIfNamed(text, failure);
  }

  private Optional<UserError> missingTopicIfNamed(String text, Throwable failure) {
    return text.contains("UnknownTopicOrPartition") ? missingTopic(failure) : Optional.empty();
  }

  /** Asks the cluster, as the messages of the engines name partitions in many ways. */
  private Optional<UserError> missingTopic(Throwable failure) {
    try (KafkaCluster connected = cluster.get()) {
      Set<String> there = connected.topics();
      return address.topics().stream()
          .filter(topic -> !there.contains(topic))
          .findFirst()
          .map(
              topic ->
                  UserError.failed(
                      "%s: topic '%s' was deleted while it was read: create it again and start with a new checkpoint"
                          .formatted(address.spec(), topic),
                      failure));
    } catch (UserError unreachable) {
      return Optional.of(unreachable);
    }
  }

  private Optional<UserError> overtaken(String text) {
    try (KafkaCluster connected = cluster.get()) {
      Set<TopicPartition> partitions = connected.partitions(address.topics());
      Map<TopicPartition, Long> earliest = connected.earliest(partitions);
      Map<TopicPartition, Long> latest = connected.latest(partitions);
      for (Map.Entry<TopicPartition, Long> wanted : wanted(text, partitions).entrySet()) {
        TopicPartition partition = wanted.getKey();
        if (earliest.containsKey(partition)) {
          return Optional.of(
              gone(partition, wanted.getValue(), earliest.get(partition), latest.get(partition)));
        }
      }
      return Optional.empty();
    }
  }

  /** Returns the offsets that a message says were wanted and not there. */
  private static Map<TopicPartition, Long> wanted(String text, Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    Matcher classic = OUT_OF_RANGE.matcher(text);
    if (classic.find()) {
      wanted.put(
          new TopicPartition(classic.group(2), Integer.parseInt(classic.group(3))),
          Long.parseLong(classic.group(1)));
      return wanted;
    }
    for (TopicPartition partition : partitions) {
      for (Pattern form : portForms(partition)) {
        Matcher port = form.matcher(text);
        if (port.find()) {
          wanted.put(partition, Long.parseLong(port.group(1)));
        }
      }
    }
    return wanted;
  }

  /** How Spark's source says it: KafkaMicroBatchStream and KafkaDataConsumer of 3.5 and 4.1. */
  private static List<Pattern> portForms(TopicPartition partition) {
    String name = Pattern.quote(partition.toString());
    return List.of(
        Pattern.compile("Partition " + name + "'s offset was changed from (\\d+)"),
        Pattern.compile("Cannot fetch offset (\\d+) \\([^)]*TopicPartition: " + name + "\\)"),
        Pattern.compile("offset (\\d+)[^\\n]{0,120}" + name));
  }

  /** Returns the error of an offset that is not there. */
  static UserError gone(TopicPartition partition, long wanted, long first, long end) {
    return UserError.failed(
        "kafka: topic '%s', partition %d: offset %d is wanted, and %d to %d are there: retention has overtaken the job, or the topic was recreated; starting offsets with a new checkpoint continue with what is left"
            .formatted(partition.topic(), partition.partition(), wanted, first, end));
  }

  private static String text(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text.append(each).append('\n');
    }
    return text.toString();
  }
}
