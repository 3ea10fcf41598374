package io.twinstream.migration.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.error.UserError;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.recovery.QueryLog;
import io.twinstream.savepoint.TopicPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
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
 * FileStreamSourceLog}, Spark 2.4 to 4.2.
 */
final class StructuredCheckpointReader {
  private static final String COMPACT = ".compact";
  private static final Pattern LOG_ENTRY = Pattern.compile("(\\d{1,18})(\\.compact)?");
  private static final String NAMES_WITHOUT_ORDER =
      ", as sources have names there, which this offset log (v1) does not: which is which only a query with spark.sql.streaming.offsetLog.formatVersion=2 writes";
  private static final Comparator<String> BY_NUMBER_THEN_NAME =
      Comparator.comparingInt(
              (String key) -> isNumber(key) ? Integer.parseInt(key) : Integer.MAX_VALUE)
          .thenComparing(Comparator.naturalOrder());

  private final String folder;
  private final Path path;
  private final FileSystem files;
  private final List<String> notUnderstood = new ArrayList<>();

  private StructuredCheckpointReader(String folder, Path path, FileSystem files) {
    this.folder = folder;
    this.path = path;
    this.files = files;
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
    QueryOffsets before =
        committed.isPresent() ? offsets(committed.getAsLong()) : QueryOffsets.NONE;
    QueryOffsets after =
        uncommitted.isPresent() ? offsets(uncommitted.getAsLong()) : QueryOffsets.NONE;
    JsonNode metadata = uncommitted.isPresent() ? after.metadata() : before.metadata();
    SortedSet<String> keys = new TreeSet<>(BY_NUMBER_THEN_NAME);
    keys.addAll(before.sources().keySet());
    keys.addAll(after.sources().keySet());
    List<StructuredCheckpoint.Source> sources = new ArrayList<>();
    for (String key : keys) {
      sources.add(source(sources.size(), key, before.source(key), after.source(key)));
    }
    return new StructuredCheckpoint(
        folder,
        marker,
        queryId,
        committed,
        uncommitted,
        metadata.path("batchWatermarkMs").asLong(),
        before.metadata().path("batchWatermarkMs").asLong(),
        sources,
        StateFoldersReader.read(
            files,
            new Path(path, "state"),
            metadata.path("conf").path("spark.sql.shuffle.partitions").asInt()),
        settings(metadata.path("conf")),
        notUnderstood);
  }

  private QueryOffsets offsets(long batch) throws IOException {
    String name = "offsets/" + batch;
    String text = QueryFiles.text(files, new Path(path, name));
    QueryOffsets offsets =
        QueryOffsets.parse(text)
            .orElseThrow(
                () ->
                    UserError.failed(
                        "checkpoint %s: %s: is not an offset log of version v1 or v2 but '%s': twinstream reads those of Spark 2.4 to 4.2"
                            .formatted(
                                folder, name, shortened(text.lines().findFirst().orElse("")))));
    if (!offsets.metadata().isObject()) {
      throw UserError.failed(
          "checkpoint %s: %s: its second line is no JSON but '%s'"
              .formatted(folder, name, shortened(text.lines().skip(1).findFirst().orElse(""))));
    }
    return offsets;
  }

  private StructuredCheckpoint.Source source(
      int number, String key, Optional<String> committed, Optional<String> uncommitted)
      throws IOException {
    JsonNode offset = QueryFiles.tree(committed.or(() -> uncommitted).orElse("{}"));
    boolean isFiles = offset.isObject() && offset.size() == 1 && offset.has("logOffset");
    boolean isKafka =
        offset.isObject()
            && !offset.isEmpty()
            && all(offset, topic -> topic.isObject() && all(topic, JsonNode::isIntegralNumber));
    return new StructuredCheckpoint.Source(
        isNumber(key) ? Integer.parseInt(key) : number,
        isNumber(key) ? Optional.empty() : Optional.of(key),
        isFiles ? "files" : isKafka ? "kafka" : "other",
        committed,
        uncommitted,
        isKafka && committed.isPresent() ? partitions(offset) : new TreeMap<>(),
        isKafka && uncommitted.isPresent()
            ? partitions(QueryFiles.tree(uncommitted.get()))
            : new TreeMap<>(),
        isFiles && committed.isPresent()
            ? filesRead(key, offset.get("logOffset").asLong())
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
  private SortedSet<String> filesRead(String source, long newest) throws IOException {
    SortedSet<String> read = new TreeSet<>();
    Path log = new Path(path, "sources/" + source);
    TreeMap<Long, FileStatus> entries = new TreeMap<>();
    for (FileStatus file : files.exists(log) ? files.listStatus(log) : new FileStatus[0]) {
      Matcher name = LOG_ENTRY.matcher(file.getPath().getName());
      if (name.matches() && Long.parseLong(name.group(1)) <= newest) {
        // What was compacted has all before it, also where that is still there.
        entries.merge(
            Long.parseLong(name.group(1)),
            file,
            (one, other) -> name.group(2) == null ? one : other);
      }
    }
    for (long next = newest; next >= 0; next--) {
      FileStatus entry = entries.get(next);
      if (entry == null) {
        notUnderstood.add(
            "the files that source %s read: sources/%s/%d is not there%s"
                .formatted(source, source, next, isNamed(log) ? NAMES_WITHOUT_ORDER : ""));
        return read;
      }
      for (String line : QueryFiles.text(files, entry.getPath()).lines().skip(1).toList()) {
        String path = QueryFiles.tree(line).path("path").asText();
        if (path.isEmpty()) {
          notUnderstood.add("sources/%s/%d: no path".formatted(source, next));
        } else {
          read.add(path);
        }
      }
      if (entry.getPath().getName().endsWith(COMPACT)) {
        break;
      }
    }
    return read;
  }

  private boolean isNamed(Path log) throws IOException {
    if (!files.exists(log.getParent())) {
      return false;
    }
    for (FileStatus each : files.listStatus(log.getParent())) {
      if (!isNumber(each.getPath().getName())) {
        return true;
      }
    }
    return false;
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

  private static boolean isNumber(String key) {
    return key.matches("\\d{1,9}");
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
