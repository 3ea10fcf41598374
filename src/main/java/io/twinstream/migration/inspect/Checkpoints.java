package io.twinstream.migration.inspect;

import io.twinstream.error.UserError;
import io.twinstream.recovery.CheckpointMarker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Opens checkpoints of either engine. */
public final class Checkpoints {
  /** What {@code io.twinstream.restart} leaves in each of its copies. */
  private static final String GENERATIONS = "generation-*/generation.json";

  private Checkpoints() {}

  /**
   * Reads a checkpoint; writes nothing.
   *
   * @param folder a path, or a URI that Hadoop can read
   * @throws UserError if it is no checkpoint, or cannot be read
   */
  public static Checkpoint read(String folder, Configuration hadoop) {
    try {
      Path path = new Path(folder);
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path) || !files.getFileStatus(path).isDirectory()) {
        throw UserError.usage("checkpoint %s: there is no such folder".formatted(folder));
      }
      FileStatus[] generations = files.globStatus(new Path(path, GENERATIONS));
      if (generations != null && generations.length > 0) {
        throw UserError.usage(
            "checkpoint %s: was continued in %s: give that folder"
                .formatted(folder, newest(generations)));
      }
      Optional<CheckpointMarker> marker = CheckpointMarker.find(folder, hadoop);
      FileStatus[] content = files.listStatus(path);
      boolean isClassic =
          Arrays.stream(content)
              .anyMatch(
                  file ->
                      file.isFile()
                          && DStreamCheckpointReader.FILE
                              .matcher(file.getPath().getName())
                              .matches());
      if (isClassic) {
        return DStreamCheckpointReader.read(folder, path, files, marker);
      }
      if (files.exists(new Path(path, "metadata")) && files.exists(new Path(path, "offsets"))) {
        return StructuredCheckpointReader.read(folder, path, files, marker);
      }
      throw UserError.usage(
          "checkpoint %s: holds neither files named checkpoint-<time> (classic) nor metadata and offsets (Structured Streaming): give the folder that the application was given"
              .formatted(folder));
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read (%s)".formatted(folder, e.getMessage()), e);
    }
  }

  private static Path newest(FileStatus[] generations) {
    return Arrays.stream(generations)
        .map(file -> file.getPath().getParent())
        .max(Comparator.comparingInt((Path each) -> each.getName().length()).thenComparing(Path::getName))
        .orElseThrow();
  }
}
