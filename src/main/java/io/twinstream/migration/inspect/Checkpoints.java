package io.twinstream.migration.inspect;

import io.twinstream.error.UserError;
import io.twinstream.recovery.CheckpointMarker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Opens checkpoints of either engine. */
public final class Checkpoints {
  /** The folders of {@code io.twinstream.restart}, and what it leaves in each that is whole. */
  public static final Pattern GENERATION = Pattern.compile("generation-(\\d{1,9})");

  public static final String GENERATION_FILE = "generation.json";

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
      FileStatus[] content = files.listStatus(path);
      Optional<Path> continued = newestGeneration(content, files);
      if (continued.isPresent()) {
        throw UserError.usage(
            "checkpoint %s: was continued in %s: give that folder"
                .formatted(folder, continued.get()));
      }
      Optional<CheckpointMarker> marker = CheckpointMarker.find(folder, hadoop);
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

  private static Optional<Path> newestGeneration(FileStatus[] content, FileSystem files)
      throws IOException {
    SortedMap<Integer, Path> whole = new TreeMap<>();
    for (FileStatus each : content) {
      Matcher name = GENERATION.matcher(each.getPath().getName());
      if (name.matches() && files.exists(new Path(each.getPath(), GENERATION_FILE))) {
        whole.put(Integer.valueOf(name.group(1)), each.getPath());
      }
    }
    return whole.isEmpty() ? Optional.empty() : Optional.of(whole.get(whole.lastKey()));
  }
}
