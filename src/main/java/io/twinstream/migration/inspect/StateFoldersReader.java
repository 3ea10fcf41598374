package io.twinstream.migration.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the folders of a query's state, without their content. Forms: {@code OperatorStateMetadata}
 * and the file names of both state store providers, Spark 2.4 to 4.2.
 */
final class StateFoldersReader {
  private static final Pattern STATE_FILE =
      Pattern.compile("(\\d{1,18})(_[^.]*)?\\.(delta|snapshot|changelog|zip)");
  private static final int MOST_MISSING = 100;

  /** A schema whose first struct, which is the key's, has no field or one without a type. */
  private static final Pattern NO_KEY =
      Pattern.compile(
          "[^{]*\\{\"type\":\"struct\",\"fields\":\\[(\\]|\\{\"name\":\"key\",\"type\":\"(void|null)\").*",
          Pattern.DOTALL);

  private final FileSystem files;
  private final int shufflePartitions;

  private StateFoldersReader(FileSystem files, int shufflePartitions) {
    this.files = files;
    this.shufflePartitions = shufflePartitions;
  }

  /**
   * Reads the folder of all states, which need not be there.
   *
   * @param shufflePartitions the number that the query's first micro-batch froze
   */
  static List<StructuredCheckpoint.State> read(FileSystem files, Path root, int shufflePartitions)
      throws IOException {
    StateFoldersReader reader = new StateFoldersReader(files, shufflePartitions);
    List<StructuredCheckpoint.State> states = new ArrayList<>();
    for (long number : reader.numbered(root)) {
      states.add(reader.state(number, new Path(root, Long.toString(number))));
    }
    return states;
  }

  private StructuredCheckpoint.State state(long number, Path operator) throws IOException {
    List<Long> partitions = numbered(operator);
    JsonNode described = described(operator);
    int expected = expected(operator, partitions, described);
    SortedSet<String> stores = new TreeSet<>();
    boolean isRocks = false;
    boolean hasFileIds = false;
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
          isRocks |= name.group(3).equals("zip") || name.group(3).equals("changelog");
          hasFileIds |= name.group(2) != null;
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
        hasFileIds,
        partitions.size(),
        expected,
        LongStream.range(0, expected)
            .filter(partition -> Collections.binarySearch(partitions, partition) < 0)
            .limit(MOST_MISSING)
            .boxed()
            .toList(),
        stores,
        variables(described),
        missingSchemas(described),
        partitions.isEmpty() || version < 0 ? OptionalLong.empty() : OptionalLong.of(version),
        bytes);
  }

  /** Spark 4 writes them as JSON in a text of its JSON. */
  private static List<StructuredCheckpoint.Variable> variables(JsonNode described)
      throws IOException {
    List<StructuredCheckpoint.Variable> variables = new ArrayList<>();
    String properties = described.path("operatorPropertiesJson").asText();
    if (!properties.isEmpty()) {
      for (JsonNode each : QueryFiles.tree(properties).path("stateVariables")) {
        variables.add(
            new StructuredCheckpoint.Variable(
                each.path("stateName").asText(), each.path("stateVariableType").asText()));
      }
    }
    return variables;
  }

  /**
   * Spark 4 writes the schemas of some operators beside their state, and where they are as URIs.
   */
  private List<String> missingSchemas(JsonNode described) {
    List<String> missing = new ArrayList<>();
    for (JsonNode store : described.path("stateStoreInfo")) {
      for (JsonNode each : store.path("stateSchemaFilePaths")) {
        if (!isThere(each.asText())) {
          missing.add(each.asText());
        }
      }
    }
    return missing;
  }

  private boolean isThere(String uri) {
    try {
      Path path = new Path(uri);
      return path.getFileSystem(files.getConf()).exists(path);
    } catch (IOException | IllegalArgumentException e) { // a cluster that is not ours
      return false;
    }
  }

  /**
   * Every partition has a folder from the first micro-batch on. There is one where nothing is
   * grouped by a key; else how many there are Spark 4 writes beside them, and before it is the
   * number that the first micro-batch froze.
   */
  private int expected(Path operator, List<Long> partitions, JsonNode described)
      throws IOException {
    int written = described.path("stateStoreInfo").path(0).path("numPartitions").asInt();
    int highest =
        partitions.isEmpty()
            ? 0
            : (int) Math.min(Integer.MAX_VALUE, partitions.get(partitions.size() - 1) + 1);
    if (highest == 1 && isWithoutKey(new Path(operator, "0/_metadata/schema"))) {
      return 1;
    }
    return Math.max(written > 0 ? written : shufflePartitions, highest);
  }

  private boolean isWithoutKey(Path schema) throws IOException {
    return files.exists(schema) && NO_KEY.matcher(QueryFiles.text(files, schema)).lookingAt();
  }

  /**
   * Returns what Spark 4 writes of an operator; a missing node before. The second form has a file
   * for each micro-batch that changed it.
   */
  private JsonNode described(Path operator) throws IOException {
    for (String place : List.of("_metadata/metadata", "_metadata/v2")) {
      Path metadata = new Path(operator, place);
      if (files.exists(metadata)) {
        Optional<FileStatus> file =
            below(metadata).stream()
                .filter(each -> !each.getPath().getName().startsWith("."))
                .max(Comparator.comparingLong(each -> number(each.getPath().getName())));
        if (file.isPresent()) {
          return QueryFiles.tree(
              QueryFiles.text(files, file.get().getPath())
                  .lines()
                  .reduce((a, b) -> b)
                  .orElse("{}"));
        }
      }
    }
    return MissingNode.getInstance();
  }

  private static long number(String name) {
    return name.matches("\\d{1,18}") ? Long.parseLong(name) : -1;
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
}
