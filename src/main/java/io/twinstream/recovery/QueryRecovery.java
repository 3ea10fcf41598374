package io.twinstream.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/**
 * Looks at the checkpoint of a port before anything starts: the files {@code metadata}, {@code
 * offsets/N} and {@code commits/N} as Spark 3.5 and 4.1 write them, a version line and then JSON
 * lines.
 */
final class QueryRecovery {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkConf conf;
  private final String directory;
  private final Path folder;
  private final FileSystem files;

  private QueryRecovery(String directory, SparkConf conf, Configuration hadoop) throws IOException {
    this.conf = conf;
    this.directory = directory;
    this.folder = new Path(directory);
    this.files = folder.getFileSystem(hadoop);
  }

  /**
   * Returns where the run will go on, for its user; empty if it begins.
   *
   * @throws UserError if it cannot go on from there
   */
  public static Optional<String> check(String directory, SparkConf conf, Configuration hadoop) {
    try {
      return new QueryRecovery(directory, conf, hadoop).check();
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** Tells whether a micro-batch was ever committed. */
  public static boolean hasCommitted(String directory, Configuration hadoop) {
    try {
      return new QueryRecovery(directory, new SparkConf(false), hadoop)
          .newest("commits")
          .isPresent();
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private Optional<String> check() throws IOException {
    OptionalLong planned = newest("offsets");
    OptionalLong committed = newest("commits");
    if (planned.isEmpty()) {
      // Spark would begin anew without a word, with the old state below the new one.
      if (committed.isPresent() || files.exists(new Path(folder, "state"))) {
        throw UserError.failed(
            "checkpoint %s: holds micro-batches that were done but no offsets: put its folder offsets back, or keep it and start in another directory"
                .formatted(directory));
      }
      return Optional.empty();
    }
    readJson(new Path(folder, "metadata"), 0, "");
    JsonNode offsets =
        readJson(
            new Path(folder, "offsets/" + planned.getAsLong()),
            1,
            repair(planned.getAsLong(), committed));
    if (committed.isPresent()) {
      readJson(new Path(folder, "commits/" + committed.getAsLong()), 1, "");
    }
    if (committed.orElse(-1) > planned.getAsLong()) {
      throw UserError.failed(
          "checkpoint %s: commits/%d is there but offsets/%d is not: put it back, or keep the directory and start in another one"
              .formatted(directory, committed.getAsLong(), committed.getAsLong()));
    }
    boolean isDone = committed.orElse(-1) == planned.getAsLong();
    return Optional.of(
        "continues from checkpoint %s, micro-batch %d, %s%s"
            .formatted(
                directory,
                planned.getAsLong(),
                isDone ? "0 pending" : "1 pending",
                frozen(offsets.path("conf"))));
  }

  /** Spark puts the settings that the state depends on back to what they were. */
  private String frozen(JsonNode before) {
    StringBuilder said = new StringBuilder();
    before
        .fields()
        .forEachRemaining(
            setting -> {
              String was = setting.getValue().asText();
              String name = setting.getKey();
              if (!conf.get(name, was).equals(was)) {
                said.append("; %s stays %s, not %s".formatted(name, was, conf.get(name)));
              }
            });
    return said.toString();
  }

  /** A micro-batch that is planned and not committed can be planned again. */
  private static String repair(long planned, OptionalLong committed) {
    return committed.orElse(-1) < planned
        ? "; as micro-batch %d was not committed, it is planned again if you move this file away"
            .formatted(planned)
        : "";
  }

  private OptionalLong newest(String log) throws IOException {
    return QueryLog.newest(files, new Path(folder, log));
  }

  /** Returns the JSON object behind so many lines. */
  private JsonNode readJson(Path file, int before, String repair) throws IOException {
    try (InputStream in = files.open(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<String> json = text.lines().skip(before).limit(1).toList();
      JsonNode read = json.isEmpty() ? JSON.nullNode() : JSON.readTree(json.get(0));
      if (!read.isObject()) {
        throw damaged(file, "is truncated", repair);
      }
      return read;
    } catch (JsonProcessingException e) {
      throw damaged(file, "is not JSON", repair);
    } catch (FileNotFoundException e) {
      throw damaged(file, "is not there", repair);
    } catch (ChecksumException e) {
      throw damaged(file, "is not what was written (its checksum differs)", repair);
    }
  }

  private UserError damaged(Path file, String how, String repair) {
    String name = file.toString().substring(folder.toString().length() + 1);
    return UserError.failed(
        "checkpoint %s: its file %s %s: nothing was changed; put back a copy of it, or keep the directory and start in another one%s"
            .formatted(directory, name, how, repair));
  }
}
