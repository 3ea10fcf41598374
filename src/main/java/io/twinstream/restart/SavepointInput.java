package io.twinstream.restart;

import io.twinstream.ends.files.FilesRead;
import io.twinstream.ends.kafka.FirstArrival;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.OpenSavepoint;
import io.twinstream.savepoint.SourcePosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * What the queries of a port read of a savepoint besides {@link OpenSavepoint#startingOffsets}: the
 * records of windows that go on, once more, and the files that were not read.
 *
 * <p>Each is asked for at every start, and counts at the first one alone: later Spark takes offsets
 * and files from the checkpoint of the query.
 */
public final class SavepointInput {
  private static final String SERVERS = "bootstrap.servers";

  private SavepointInput() {}

  /**
   * Records that a query of windows reads once more, as no savepoint has the contents of windows.
   * The queries that begin with state read none of them: they begin at {@link
   * OpenSavepoint#startingOffsets}.
   *
   * @param startingOffsets as the option of Spark's Kafka source takes them
   * @param writtenUntilMillis windows that end at or before this time were written for good, and
   *     would be made here of a part of their records; epoch milliseconds
   */
  public record Replay(String startingOffsets, long writtenUntilMillis) {
    /** Returns the condition that a window is to be written, by its end: a timestamp. */
    public Column isUnwritten(Column windowEnd) {
      return windowEnd.gt(functions.timestamp_millis(functions.lit(writtenUntilMillis)));
    }
  }

  /**
   * Returns what a query of windows over the timestamps of Kafka's records begins with.
   *
   * @param window the length of the longest window
   * @param kafka properties of a client, {@code bootstrap.servers} among them
   * @throws UserError if the savepoint has no offsets, or the cluster does not answer
   */
  public static Replay replay(OpenSavepoint savepoint, Duration window, Map<String, String> kafka) {
    String servers = kafka.get(SERVERS);
    if (servers == null) {
      throw UserError.usage("replay of a savepoint: no %s: name the cluster".formatted(SERVERS));
    }
    Map<TopicPartition, Long> cut = new HashMap<>();
    savepoint
        .offsets()
        .forEach((at, offset) -> cut.put(new TopicPartition(at.topic(), at.partition()), offset));
    if (cut.isEmpty()) {
      throw UserError.usage(
          "replay of a savepoint: it has no offsets of Kafka, which alone can give records again");
    }
    // What arrived before the cut may come behind it: its windows are not written for good.
    long written =
        Math.min(
            savepoint.content().windowsWrittenMillis(),
            FirstArrival.millis(servers, consumer(kafka), cut));
    try (KafkaCluster cluster = KafkaCluster.connect(servers, KafkaClientSettings.of(kafka))) {
      Map<TopicPartition, Long> from = cluster.before(cut, written - window.toMillis());
      return new Replay(savepoint.startingOffsets(at -> from.get(partition(at))), written);
    }
  }

  private static TopicPartition partition(io.twinstream.savepoint.TopicPartition at) {
    return new TopicPartition(at.topic(), at.partition());
  }

  private static Map<String, Object> consumer(Map<String, String> kafka) {
    Map<String, Object> consumer = new HashMap<>(kafka);
    consumer.put("key.deserializer", ByteArrayDeserializer.class.getName());
    consumer.put("value.deserializer", ByteArrayDeserializer.class.getName());
    consumer.put("enable.auto.commit", "false");
    return consumer;
  }

  /**
   * Returns the condition that a row of Spark's file source is of a file that the old application
   * had not read, for {@code where} right behind {@code load}: it asks {@code _metadata}.
   *
   * @throws UserError if the savepoint has no source of files
   */
  public static Column isOfUnreadFile(OpenSavepoint savepoint) {
    List<SourcePosition> files =
        savepoint.content().sources().stream()
            .filter(source -> source.kind().equals("files"))
            .toList();
    if (files.isEmpty()) {
      throw UserError.usage("unread files of a savepoint: it has no source of files");
    }
    return functions.not(FilesRead.of(files).contains(functions.col("_metadata")));
  }
}
