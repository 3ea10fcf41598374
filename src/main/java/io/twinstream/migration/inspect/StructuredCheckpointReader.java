package io.twinstream.migration.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.UserError;
import io.twinstream.recovery.CheckpointMarker;
import io.twinstream.recovery.QueryLog;
import io.twinstream.savepoint.TopicPartition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
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
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the logs and the state's folders of a streaming query. Forms: {@code OffsetSeqLog}, {@code
 * CommitLog}, {@code FileStreamSourceLog}, {@code OperatorStateMetadata} and the file names of both
 * state store providers, Spark 3.3 to 4.1.
 */
final class StructuredCheckpointReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STATE_FILE =
      Pattern.compile("(\\d{1,18})(?:_[^.]*)?\\.(delta|snapshot|changelog|zip)");
  private static final int MOST_LOG_BYTES = 64 << 20;
  private static final int MOST_MISSING = 100;

  /** A schema whose first struct, which is the key's, has no field or one without a type. */
  private static final Pattern NO_KEY =
      Pattern.compile(
          "[^{]*\\{\"type\":\"struct\",\"fields\":\\[(\\]|\\{\"name\":\"key\",\"type\":\"(void|null)\").*",
          Pattern.DOTALL);

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
    String queryId = json(text(new Path(path, "metadata")), "metadata").path("id").asText();
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
        states(metadata.path("conf").path("spark.sql.shuffle.partitions").asInt()),
        settings(metadata.path("conf")),
        notUnderstood);
  }

  /** A version, then metadata, then a line per source; {@code -} for a source without data. */
  private Offsets offsets(long batch) throws IOException {
    String name = "offsets/" + batch;
    List<String> lines = text(new Path(path, name)).lines().toList();
    if (lines.size() < 2 || !lines.get(0).equals("v1")) {
      throw UserError.failed(
          "checkpoint %s: %s: is no offset log of version v1 but '%s': twinstream reads those of Spark 3.3 to 4.1"
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
    JsonNode offset = tree(committed.or(() -> uncommitted).orElse("{}"));
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
        isKafka && uncommitted.isPresent() ? partitions(tree(uncommitted.get())) : new TreeMap<>(),
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
        for (String line : text(file.getPath()).lines().skip(1).toList()) {
          String path = tree(line).path("path").asText();
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

  private List<StructuredCheckpoint.State> states(int shufflePartitions) throws IOException {
    List<StructuredCheckpoint.State> states = new ArrayList<>();
    Path root = new Path(path, "state");
    for (long number : numbered(root)) {
      states.add(state(number, new Path(root, Long.toString(number)), shufflePartitions));
    }
    return states;
  }

  private StructuredCheckpoint.State state(long number, Path operator, int shufflePartitions)
      throws IOException {
    List<Long> partitions = numbered(operator);
    JsonNode described = described(operator);
    int expected = expected(operator, partitions, described, shufflePartitions);
    SortedSet<String> stores = new TreeSet<>();
    boolean isRocks = false;
    long bytes = 0;
    long version = Long.MAX_VALUE;
    for (long partition : partitions) {
      long newest = -1;
      Iterator<FileStatus> below = below(new Path(operator, Long.toString(partition))).iterator();
      while (below.hasNext()) {
        FileStatus file = below.next();
        bytes += file.getLen();
        Matcher name = STATE_FILE.matcher(file.getPath().getName());
        String parent = file.getPath().getParent().getName();
        if (name.matches()) {
          stores.add(parent.equals(Long.toString(partition)) ? "default" : parent);
          isRocks |= name.group(2).equals("zip") || name.group(2).equals("changelog");
          newest = Math.max(newest, Long.parseLong(name.group(1)));
        }
      }
      version = Math.min(version, newest);
    }
    return new StructuredCheckpoint.State(
        number,
        Optional.of(described.path("operatorInfo").path("operatorName").asText())
            .filter(name -> !name.isEmpty()),
        isRocks ? "rocksdb" : "hdfs",
        partitions.size(),
        expected,
        LongStream.range(0, expected)
            .filter(partition -> Collections.binarySearch(partitions, partition) < 0)
            .limit(MOST_MISSING)
            .boxed()
            .toList(),
        stores,
        partitions.isEmpty() || version < 0 ? OptionalLong.empty() : OptionalLong.of(version),
        bytes);
  }

  /**
   * Every partition has a folder from the first micro-batch on. How many there are Spark 4 writes
   * beside them; else it is the number that the first micro-batch froze, but one where nothing is
   * grouped by a key.
   */
  private int expected(
      Path operator, List<Long> partitions, JsonNode described, int shufflePartitions)
      throws IOException {
    int written = described.path("stateStoreInfo").path(0).path("numPartitions").asInt();
    int highest =
        partitions.isEmpty()
            ? 0
            : (int) Math.min(Integer.MAX_VALUE, partitions.get(partitions.size() - 1) + 1);
    if (written > 0) {
      return Math.max(written, highest);
    }
    return highest == 1 && isWithoutKey(new Path(operator, "0/_metadata/schema"))
        ? 1
        : Math.max(shufflePartitions, highest);
  }

  private boolean isWithoutKey(Path schema) throws IOException {
    return files.exists(schema) && NO_KEY.matcher(text(schema)).lookingAt();
  }

  /** Returns what Spark 4 writes of an operator; a missing node before. */
  private JsonNode described(Path operator) throws IOException {
    for (String place : List.of("_metadata/metadata", "_metadata/v2/metadata")) {
      Path metadata = new Path(operator, place);
      if (files.exists(metadata)) {
        Optional<FileStatus> file = below(metadata).stream().findFirst();
        if (file.isPresent()) {
          return tree(text(file.get().getPath()).lines().reduce((a, b) -> b).orElse("{}"));
        }
      }
    }
    return JSON.missingNode();
  }

  private List<Long> numbered(Path parent) throws IOException {
    List<Long> numbers = new ArrayList<>();
    if (files.exists(parent)) {
      for (FileStatus file : files.listStatus(parent)) {
        if (file.isDirectory() && file.getPath().getName().matches("\\d{1,18}")) {
          numbers.add(Long.parseLong(file.getPath().getName()));
        }
      }
    }
    Collections.sort(numbers);
    return numbers;
  }

  /** The file itself, or all files within the folder and one folder below. */
  private List<FileStatus> below(Path parent) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus each : files.listStatus(parent)) {
      if (each.isDirectory()) {
        for (FileStatus inner : files.listStatus(each.getPath())) {
          if (inner.isFile()) {
            found.add(inner);
          }
        }
      } else {
        found.add(each);
      }
    }
    return found;
  }

  private List<Setting> settings(JsonNode conf) {
    SortedMap<String, Setting> settings = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> all = conf.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> each = all.next();
      String key = each.getKey();
      settings.put(
          key,
          new Setting(
              key, Masking.masked(key, each.getValue().asText()), Setting.OnRestart.FROZEN));
    }
    return List.copyOf(settings.values());
  }

  private String text(Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      byte[] bytes = in.readNBytes(MOST_LOG_BYTES + 1);
      if (bytes.length > MOST_LOG_BYTES) {
        throw new IOException("%s is larger than %,d bytes".formatted(file, MOST_LOG_BYTES));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private JsonNode json(String text, String file) {
    JsonNode read = tree(text);
    if (!read.isObject()) {
      throw UserError.failed(
          "checkpoint %s: %s: holds no JSON but '%s'".formatted(folder, file, shortened(text)));
    }
    return read;
  }

  /** Returns a missing node for what is no JSON. */
  private static JsonNode tree(String text) {
    try {
      JsonNode read = JSON.readTree(text);
      return read == null ? JSON.missingNode() : read;
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
