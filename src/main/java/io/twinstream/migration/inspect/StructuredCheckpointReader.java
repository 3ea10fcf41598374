package io.twinstream.migration.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.UserError;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.recovery.QueryLog;
import io.twinstream.savepoint.TopicPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the logs of a streaming query. Forms: {@code OffsetSeqLog}, {@code CommitLog} and {@code
 * FileStreamSourceLog}, Spark 3.3 to 4.1.
 */
final class StructuredCheckpointReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String folder;
  private final Path path;
  private final FileSystem files;
  private final List<String> notUnderstood = new ArrayList<>();

  private StructuredCheckpointReader(String folder, Path path, FileSystem files) {
    this.folder = folder;
    this.path = path;
    this.files = files;
  }

  /** A batch of the offset log. */
  private record Offsets(JsonNode metadata, List<Optional<String>> sources) {
    static final Offsets NONE = new Offsets(JSON.createObjectNode(), List.of());

    Optional<String> source(int number) {
      return number < sources.size() ? sources.get(number) : Optional.empty();
    }
  }

  /**
   * Reads a folder that has the logs of a query.
   *
   * @throws UserError if they are not as Spark writes them
   */
  static StructuredCheckpoint read(
      String folder, Path path, FileSystem files, Optional<CheckpointMarker> marker)
      throws IOException {
    return new StructuredCheckpointReader(folder, path, files).read(marker);
  }

  private StructuredCheckpoint read(Optional<CheckpointMarker> marker) throws IOException {
    String queryId =
        json(QueryFiles.text(files, new Path(path, "metadata")), "metadata").path("id").asText();
    OptionalLong committed = QueryLog.newest(files, new Path(path, "commits"));
    OptionalLong planned = QueryLog.newest(files, new Path(path, "offsets"));
    OptionalLong uncommitted =
        planned.isPresent() && (committed.isEmpty() || planned.getAsLong() > committed.getAsLong())
            ? planned
            : OptionalLong.empty();
    Offsets before = committed.isPresent() ? offsets(committed.getAsLong()) : Offsets.NONE;
    Offsets after = uncommitted.isPresent() ? offsets(uncommitted.getAsLong()) : Offsets.NONE;
    JsonNode metadata = uncommitted.isPresent() ? after.metadata : before.metadata;
    List<StructuredCheckpoint.Source> sources = new ArrayList<>();
    for (int i = 0; i < Math.max(before.sources.size(), after.sources.size()); i++) {
      sources.add(source(i, before.source(i), after.source(i)));
    }
    return new StructuredCheckpoint(
        folder,
        marker,
        queryId,
        committed,
        uncommitted,
        metadata.path("batchWatermarkMs").asLong(),
        before.metadata.path("batchWatermarkMs").asLong(),
        sources,
        StateFoldersReader.read(
            files,
            new Path(path, "state"),
            metadata.path("conf").path("spark.sql.shuffle.partitions").asInt()),
        settings(metadata.path("conf")),
        notUnderstood);
  }

  /** A version, then metadata, then a line per source; {@code -} for a source without data. */
  private Offsets offsets(long batch) throws IOException {
    String name = "offsets/" + batch;
    List<String> lines = QueryFiles.text(files, new Path(path, name)).lines().toList();
    if (lines.size() < 2 || !lines.get(0).equals("v1")) {
      throw UserError.failed(
          "checkpoint %s: %s: is not an offset log of version v1 but '%s': twinstream reads those of Spark 3.3 to 4.1"
              .formatted(folder, name, lines.isEmpty() ? "" : shortened(lines.get(0))));
    }
    return new Offsets(
        json(lines.get(1), name),
        lines.stream()
            .skip(2)
            .map(line -> line.equals("-") ? Optional.<String>empty() : Optional.of(line))
            .toList());
  }

  private StructuredCheckpoint.Source source(
      int number, Optional<String> committed, Optional<String> uncommitted) throws IOException {
    JsonNode offset = QueryFiles.tree(committed.or(() -> uncommitted).orElse("{}"));
    boolean isFiles = offset.isObject() && offset.size() == 1 && offset.has("logOffset");
    boolean isKafka =
        offset.isObject()
            && !offset.isEmpty()
            && all(offset, topic -> topic.isObject() && all(topic, JsonNode::isIntegralNumber));
    return new StructuredCheckpoint.Source(
        number,
        isFiles ? "files" : isKafka ? "kafka" : "other",
        committed,
        uncommitted,
        isKafka && committed.isPresent() ? partitions(offset) : new TreeMap<>(),
        isKafka && uncommitted.isPresent()
            ? partitions(QueryFiles.tree(uncommitted.get()))
            : new TreeMap<>(),
        isFiles && committed.isPresent()
            ? filesRead(number, offset.get("logOffset").asLong())
            : new TreeSet<>());
  }

  private static boolean all(JsonNode node, java.util.function.Predicate<JsonNode> condition) {
    for (JsonNode each : node) {
      if (!condition.test(each)) {
        return false;
      }
    }
    return true;
  }

  private SortedMap<TopicPartition, Long> partitions(JsonNode offsets) {
    SortedMap<TopicPartition, Long> partitions = new TreeMap<>();
    offsets
        .fields()
        .forEachRemaining(
            topic ->
                topic
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        partition -> {
                          if (partition.getKey().matches("\\d{1,9}")) {
                            partitions.put(
                                new TopicPartition(
                                    topic.getKey(), Integer.parseInt(partition.getKey())),
                                partition.getValue().asLong());
                          } else {
                            notUnderstood.add(
                                "a partition named '%s' of topic %s"
                                    .formatted(shortened(partition.getKey()), topic.getKey()));
                          }
                        }));
    return partitions;
  }

  /** The log of a file source: a file per log offset, sometimes all before it in one. */
  private SortedSet<String> filesRead(int source, long logOffset) throws IOException {
    SortedSet<String> read = new TreeSet<>();
    Path log = new Path(path, "sources/" + source);
    if (!files.exists(log)) {
      return read;
    }
    for (FileStatus file : files.listStatus(log)) {
      Matcher name = Pattern.compile("(\\d{1,18})(\\.compact)?").matcher(file.getPath().getName());
      if (name.matches() && Long.parseLong(name.group(1)) <= logOffset) {
        for (String line : QueryFiles.text(files, file.getPath()).lines().skip(1).toList()) {
          String path = QueryFiles.tree(line).path("path").asText();
          if (path.isEmpty()) {
            notUnderstood.add("sources/%d/%s: no path".formatted(source, name.group()));
          } else {
            read.add(path);
          }
        }
      }
    }
    return read;
  }

  private List<Checkpoint.Setting> settings(JsonNode conf) {
    SortedMap<String, Checkpoint.Setting> settings = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> all = conf.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> each = all.next();
      String key = each.getKey();
      settings.put(
          key,
          new Checkpoint.Setting(
              key,
              Masking.masked(key, each.getValue().asText()),
              Checkpoint.Setting.OnRestart.FROZEN));
    }
    return List.copyOf(settings.values());
  }

  private JsonNode json(String text, String file) {
    JsonNode read = QueryFiles.tree(text);
    if (!read.isObject()) {
      throw UserError.failed(
          "checkpoint %s: %s: holds no JSON but '%s'".formatted(folder, file, shortened(text)));
    }
    return read;
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
