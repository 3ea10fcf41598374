package io.twinstream.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code twinstream.json} in a checkpoint directory: whose checkpoint it is, so that a run
 * never continues from that of another job or engine.
 *
 * @param job the job's name
 * @param engine the engine that writes the checkpoint
 * @param runId eight hex digits, the same over all restarts from this checkpoint
 */
record CheckpointMarker(String job, Engine engine, String runId) {
  private static final String FILE = "twinstream.json";
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the marker of a run that keeps no checkpoint. */
  static CheckpointMarker ofTemporary(String job, Engine engine) {
    return new CheckpointMarker(job, engine, UUID.randomUUID().toString().substring(0, 8));
  }

  /**
   * Returns the marker of a directory; writes it if the directory is new or empty.
   *
   * @throws UserError if the directory is no checkpoint, another job's or engine's, or cannot be
   *     written
   */
  static CheckpointMarker claim(String directory, String job, Engine engine, Configuration hadoop) {
    Path folder = new Path(directory);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      Path marker = new Path(folder, FILE);
      if (files.exists(marker)) {
        return checked(read(files, marker), directory, job, engine);
      }
      if (files.exists(folder) && files.listStatus(folder).length > 0) {
        throw UserError.usage(
            "checkpoint %s: is no checkpoint of twinstream (it has no %s): choose a new or empty directory"
                .formatted(directory, FILE));
      }
      return ofTemporary(job, engine).write(files, marker);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read or written (%s): choose a directory that can"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  private static CheckpointMarker read(FileSystem files, Path marker) throws IOException {
    try (InputStream in = files.open(marker)) {
      JsonNode read = JSON.readTree(in);
      return new CheckpointMarker(
          read.required("job").asText(),
          Engine.valueOf(read.required("engine").asText().toUpperCase(Locale.ROOT)),
          read.required("run").asText());
    }
  }

  private static CheckpointMarker checked(
      CheckpointMarker found, String directory, String job, Engine engine) {
    if (!found.job.equals(job) || found.engine != engine) {
      throw UserError.usage(
          "checkpoint %s: belongs to %s on %s, not to %s on %s: choose another directory"
              .formatted(directory, found.job, found.engine, job, engine));
    }
    return found;
  }

  private CheckpointMarker write(FileSystem files, Path marker) throws IOException {
    try (OutputStream out = files.create(marker)) {
      out.write(
          JSON.writeValueAsBytes(
              JSON.createObjectNode()
                  .put("version", VERSION)
                  .put("job", job)
                  .put("engine", engine.label())
                  .put("run", runId)));
    }
    return this;
  }
}
