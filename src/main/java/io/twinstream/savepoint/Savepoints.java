package io.twinstream.savepoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads savepoints; for twinstream's jobs and for any Spark application. */
public final class Savepoints {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Savepoints() {}

  /**
   * Opens a savepoint; reads its state lazily.
   *
   * @param folder a path, or a URI that Hadoop reads
   * @throws UserError if it is no savepoint, or of a version that this build does not know
   */
  public static OpenSavepoint read(SparkSession session, String folder) {
    return new OpenSavepoint(
        session, folder, read(folder, session.sparkContext().hadoopConfiguration()));
  }

  /**
   * Returns the only state of a savepoint as a stream that a query has once: {@link
   * OpenSavepoint#seed()}.
   *
   * @throws UserError if it is no savepoint, or has no state, or several
   */
  public static Dataset<Row> seed(SparkSession session, String folder) {
    return read(session, folder).seed();
  }

  /**
   * Returns the contents of {@code savepoint.json}.
   *
   * @throws UserError if it is no savepoint, or of a version that this build does not know
   */
  public static Savepoint read(String folder, Configuration hadoop) {
    Path file = new Path(folder, Savepoint.FILE);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file)) {
        throw UserError.usage(
            "savepoint %s: has no %s: give a folder that 'twinstream savepoint' wrote"
                .formatted(folder, Savepoint.FILE));
      }
      try (InputStream in = files.open(file)) {
        JsonNode json = JSON.readTree(in);
        int version = json.path("version").asInt();
        if (version < 1 || version > Savepoint.VERSION) {
          throw UserError.usage(
              "savepoint %s: is of version %s, this build reads versions 1 to %d"
                  .formatted(folder, json.path("version"), Savepoint.VERSION));
        }
        return JSON.treeToValue(json, Savepoint.class);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "savepoint %s: cannot be read (%s)".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * Returns the SHA-256 of {@code savepoint.json} in hex digits, which identifies a savepoint.
   *
   * @throws UserError if it cannot be read
   */
  public static String sha256(String folder, Configuration hadoop) {
    Path file = new Path(folder, Savepoint.FILE);
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return Hashing.sha256().hashBytes(in.readAllBytes()).toString();
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "savepoint %s: cannot be read (%s)".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * Returns the SHA-256 that was written beside {@code savepoint.json}; empty if there is none, as
   * in savepoints of earlier builds.
   *
   * @throws UserError if it cannot be read
   */
  public static Optional<String> writtenSha256(String folder, Configuration hadoop) {
    Path file = new Path(folder, Savepoint.SHA256);
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = files.open(file)) {
        return Optional.of(new String(in.readAllBytes(), UTF_8).split("\\s", 2)[0]);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "savepoint %s: %s cannot be read (%s)"
              .formatted(folder, Savepoint.SHA256, e.getMessage()),
          e);
    }
  }

  /** Writes {@code savepoint.json} into a folder, and beside it its SHA-256. */
  public static void write(Savepoint savepoint, String folder, Configuration hadoop)
      throws IOException {
    byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(savepoint);
    write(json, new Path(folder, Savepoint.FILE), hadoop);
    String line = "%s  %s%n".formatted(Hashing.sha256().hashBytes(json), Savepoint.FILE);
    write(line.getBytes(UTF_8), new Path(folder, Savepoint.SHA256), hadoop);
  }

  private static void write(byte[] bytes, Path file, Configuration hadoop) throws IOException {
    try (OutputStream out = file.getFileSystem(hadoop).create(file, false)) {
      out.write(bytes);
    }
  }

  /** Returns what a text says; empty if it is not JSON. */
  static Optional<JsonNode> tree(String json) {
    try {
      return Optional.of(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  static String json(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
