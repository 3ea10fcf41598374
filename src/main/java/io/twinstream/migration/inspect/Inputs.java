package io.twinstream.migration.inspect;

import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.TopicPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The input streams of a checkpointed graph.
 *
 * <p>What they have read is in the {@code data} of their checkpoint data, by batch time: arrays of
 * {@code (topic, partition, from, until)} of {@code DirectKafkaInputDStream}, arrays of paths of
 * {@code FileInputDStream}.
 */
final class Inputs {
  private static final String FILES = "org.apache.spark.streaming.dstream.FileInputDStream";

  /**
   * Of twinstream: the files that were there when the application began; the second name is that of
   * checkpoints written before the classes were moved.
   */
  private static final List<String> FIRST_FILES =
      List.of(
          "io.twinstream.ends.files.FirstBatchInputDStream",
          "io.twinstream.source.FirstBatchInputDStream");

  private static final String RECEIVER = "org.apache.spark.streaming.dstream.ReceiverInputDStream";

  private static final List<String> KAFKA =
      List.of(
          "org.apache.spark.streaming.kafka010.DirectKafkaInputDStream",
          "org.apache.spark.streaming.kafka.DirectKafkaInputDStream");

  private static final String KINESIS = "org.apache.spark.streaming.kinesis.KinesisInputDStream";

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry(KAFKA.get(0), "kafka direct"),
          Map.entry(KAFKA.get(1), "kafka direct (0.8)"),
          Map.entry(FILES, "files"),
          Map.entry("org.apache.spark.streaming.dstream.SocketInputDStream", "socket"),
          Map.entry("org.apache.spark.streaming.dstream.PluggableInputDStream", "receiver"),
          Map.entry("io.twinstream.internals.CountedBlocks", "receiver"),
          Map.entry("org.apache.spark.streaming.dstream.RawInputDStream", "raw socket"),
          Map.entry("org.apache.spark.streaming.dstream.ConstantInputDStream", "constant"),
          Map.entry(KINESIS, "kinesis"),
          Map.entry("io.twinstream.ends.recording.RecordingInputDStream", "recording"),
          Map.entry("io.twinstream.source.RecordingInputDStream", "recording"),
          Map.entry(FIRST_FILES.get(0), "files"),
          Map.entry(FIRST_FILES.get(1), "files"),
          Map.entry("io.twinstream.engine.FirstBatch", "savepoint"),
          Map.entry("io.twinstream.source.FirstBatch", "savepoint"));

  private Inputs() {}

  /**
   * Reads one.
   *
   * @throws NoSuchElementException if it is not as Spark writes it
   */
  static DStreamCheckpoint.Input read(Instance stream) {
    String kind =
        KINDS.entrySet().stream()
            .filter(known -> stream.isA(known.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(stream.isA(RECEIVER) ? "receiver" : "custom");
    boolean isKafka = KAFKA.stream().anyMatch(stream::isA);
    return new DStreamCheckpoint.Input(
        (int) stream.number("id"),
        kind,
        stream.type().name(),
        details(stream),
        isKafka ? offsets(stream.get("currentOffsets")) : new TreeMap<>(),
        isKafka ? ranges(remembered(stream)) : new TreeMap<>(),
        stream.isA(FILES)
            ? files(remembered(stream))
            : FIRST_FILES.stream().anyMatch(stream::isA) ? firstFiles(stream) : new TreeMap<>());
  }

  /** Returns the offsets of a map from Kafka's partitions to numbers. */
  static SortedMap<TopicPartition, Long> offsets(Object map) {
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
    CollectionValues.map(map)
        .forEach(
            (partition, offset) -> {
              Instance key = (Instance) partition;
              offsets.put(
                  new TopicPartition(text(key.get("topic")), (int) key.number("partition")),
                  number(offset));
            });
    return offsets;
  }

  /** Returns what a DStream's checkpoint data hold, by batch time. */
  static SortedMap<Long, Object> remembered(Instance stream) {
    SortedMap<Long, Object> remembered = new TreeMap<>();
    CollectionValues.map(stream.instance("checkpointData").get("data"))
        .forEach((time, data) -> remembered.put(Graph.millis(time), data));
    return remembered;
  }

  private static SortedMap<Long, List<OffsetRange>> ranges(SortedMap<Long, Object> remembered) {
    SortedMap<Long, List<OffsetRange>> ranges = new TreeMap<>();
    remembered.forEach(
        (time, tuples) ->
            ranges.put(
                time,
                CollectionValues.elements(tuples).stream()
                    .map(Inputs::range)
                    .sorted(Comparator.comparing(OffsetRange::partition))
                    .toList()));
    return ranges;
  }

  private static OffsetRange range(Object tuple) {
    List<Object> members = Tuples.members(tuple);
    if (members.size() != 4) {
      throw new NoSuchElementException("an offset range of %d members".formatted(members.size()));
    }
    return new OffsetRange(
        new TopicPartition(text(members.get(0)), (int) number(members.get(1))),
        number(members.get(2)),
        number(members.get(3)));
  }

  private static SortedMap<Long, List<String>> files(SortedMap<Long, Object> remembered) {
    SortedMap<Long, List<String>> files = new TreeMap<>();
    remembered.forEach(
        (time, paths) ->
            files.put(time, CollectionValues.elements(paths).stream().map(Inputs::text).toList()));
    return files;
  }

  private static SortedMap<Long, List<String>> firstFiles(Instance stream) {
    SortedMap<Long, List<String>> files = new TreeMap<>();
    if (stream.get("firstBatch") != null) {
      files.put(
          Graph.millis(stream.get("firstBatch")),
          CollectionValues.elements(stream.get("files")).stream().map(Inputs::text).toList());
    }
    return files;
  }

  private static SortedMap<String, String> details(Instance stream) {
    SortedMap<String, String> details = new TreeMap<>();
    for (Instance.Field field :
        stream.fieldsBelow("org.apache.spark.streaming.dstream.InputDStream")) {
      if (List.of("directory", "host", "port", "path").contains(field.name())
          && field.value() != null) {
        details.put(field.name(), field.value().toString());
      }
    }
    if (stream.isA(KINESIS)) {
      details.putAll(kinesis(stream));
    }
    if (stream.has("receiver") && stream.get("receiver") instanceof Instance receiver) {
      details.put("receiver", receiver.type().name());
    }
    if (stream.has("consumerStrategy") && stream.get("consumerStrategy") instanceof Instance by) {
      details.putAll(subscription(by));
    }
    return details;
  }

  private static Map<String, String> kinesis(Instance stream) {
    Map<String, String> details = new TreeMap<>();
    for (String name : List.of("streamName", "endpointUrl", "regionName", "checkpointAppName")) {
      stream.text(name).ifPresent(value -> details.put(name, value));
    }
    if (stream.has("initialPosition")
        && stream.get("initialPosition") instanceof Instance position) {
      String type = position.type().name();
      details.put("initialPosition", type.substring(type.lastIndexOf('$') + 1));
    }
    stream
        .text("checkpointAppName")
        .ifPresent(
            name ->
                details.put(
                    "positions",
                    "kept by the Kinesis Client Library in DynamoDB, table %s, column checkpoint; not in this checkpoint"
                        .formatted(name)));
    return details;
  }

  private static Map<String, String> subscription(Instance strategy) {
    Map<String, String> details = new TreeMap<>();
    String type = strategy.type().name();
    details.put("strategy", type.substring(type.lastIndexOf('.') + 1));
    if (strategy.has("topics")) {
      List<String> topics = new ArrayList<>();
      CollectionValues.elements(strategy.get("topics")).forEach(topic -> topics.add(text(topic)));
      details.put("topics", String.join(",", topics));
    }
    if (strategy.has("kafkaParams")) {
      CollectionValues.map(strategy.get("kafkaParams"))
          .forEach(
              (key, value) ->
                  details.put("kafka." + key, Masking.masked(text(key), String.valueOf(value))));
    }
    return details;
  }

  private static long number(Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new NoSuchElementException("no number where one should be: " + value);
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new NoSuchElementException("no text where it should be: " + value);
  }
}
