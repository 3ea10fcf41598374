package io.twinstream.sink;

import io.twinstream.error.UserError;
import io.twinstream.source.HadoopSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.Function;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a sink writes the batches of a run before they appear: the folder {@code .staging} of its
 * directory, on any file system that Hadoop knows. It is there only while something is in it.
 */
final class Staging implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String runId;
  private final HadoopSettings hadoop;

  /**
   * Another one of each driver: two may write the same batch at a time, if one was taken for dead.
   */
  private final String driver = UUID.randomUUID().toString().substring(0, 8);

  Staging(String directory, String runId, HadoopSettings hadoop) {
    this.directory = directory;
    this.runId = runId;
    this.hadoop = hadoop;
  }

  /**
   * Writes a file and deletes it.
   *
   * @param sink its kind, as it is written before the directory on the command line
   * @throws UserError if that is not possible
   */
  void check(String sink) {
    try {
      Path probe = staged(runId + ".probe");
      FileSystem files = fileSystem();
      files.create(probe).close();
      files.delete(probe, false);
      deleteIfEmpty(files);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "%s:%s: cannot write there (%s): choose a directory that can be written"
              .formatted(sink, directory, e.getMessage()),
          e);
    }
  }

  /** Deletes what earlier drivers of the run have left half done, or are still writing. */
  void takeOver() {
    try {
      FileSystem files = fileSystem();
      FileStatus[] staged = files.exists(folder()) ? files.listStatus(folder()) : new FileStatus[0];
      for (FileStatus left : staged) {
        if (isOfThisRun(left.getPath().getName())) {
          files.delete(left.getPath(), true);
        }
      }
      deleteIfEmpty(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isOfThisRun(String staged) {
    return staged.startsWith(runId + ".")
        || staged.endsWith("-" + runId)
        || staged.contains("-" + runId + ".");
  }

  /** Returns the name of a batch of this run, which sorts by the batch. */
  String name(long batch) {
    return "batch-%013d-%s".formatted(batch, runId);
  }

  /** Returns where what has that name is written first. */
  Path staged(String name) {
    return new Path(folder(), name + "." + driver);
  }

  /**
   * Writes the rows of one partition into a file of the attempt's own, and returns its name; the
   * empty string, and no file, if there are no rows.
   *
   * @param line a row's, without its line feed
   * @param staged of {@link #staged}
   */
  <R> String stage(Iterator<R> rows, Function<R, String> line, String staged, BatchRows.Task task)
      throws IOException {
    if (!rows.hasNext()) {
      return "";
    }
    String name = task.partition() + "-" + task.attempt();
    Path file = new Path(staged, name);
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(fileSystem().create(file), StandardCharsets.UTF_8))) {
      while (rows.hasNext()) {
        out.write(line.apply(rows.next()));
        out.write('\n');
      }
    }
    return name;
  }

  /** Returns the partition of a file that {@link #stage} wrote. */
  static int partition(String file) {
    return Integer.parseInt(file.substring(0, file.indexOf('-')));
  }

  /** Renames a file or folder to its place. */
  static void move(FileSystem files, Path staged, Path finished) throws IOException {
    if (!files.rename(staged, finished)) {
      throw new IOException("cannot rename " + staged + " to " + finished);
    }
  }

  void deleteIfEmpty(FileSystem files) throws IOException {
    if (files.exists(folder()) && files.listStatus(folder()).length == 0) {
      files.delete(folder(), false);
    }
  }

  /**
   * Returns the file system of the directory; a local one without the checksum files that a user's
   * {@code cat DIR/*} or {@code ls -A} would trip over.
   */
  FileSystem fileSystem() throws IOException {
    FileSystem files = folder().getFileSystem(hadoop.configuration());
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  private Path folder() {
    return new Path(directory, ".staging");
  }
}
