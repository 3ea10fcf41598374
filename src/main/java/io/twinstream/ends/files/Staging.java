package io.twinstream.ends.files;

import io.twinstream.api.BatchRows;
import io.twinstream.api.HadoopSettings;
import io.twinstream.error.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a sink writes the batches of a run before they appear: the folder {@code .staging} of its
 * directory, on any file system that Hadoop knows. It is there only while something is in it.
 *
 * <p>The tasks write into a folder of the batch and the driver. When all are done, the names of the
 * files that count are written beside them and the folder is renamed to {@code
 * .staging/BATCH.done}: from there on the batch is written, and the driver that takes over
 * completes what one that ended in the middle has not. What had not come to that is deleted.
 */
final class Staging implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String PARTS = "_parts";

  /** Stores that rename a folder by copying its files one by one. */
  private static final Set<String> WITHOUT_ATOMIC_RENAME =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cosn", "obs", "swift");

  private final String sink;
  private final String directory;
  private final String runId;
  private final HadoopSettings hadoop;

  /**
   * Another one of each driver: two may write the same batch at a time, if one was taken for dead.
   */
  private final String driver = UUID.randomUUID().toString().substring(0, 8);

  /**
   * @param sink as it was written on the command line
   */
  Staging(String sink, String directory, String runId, HadoopSettings hadoop) {
    this.sink = sink;
    this.directory = directory;
    this.runId = runId;
    this.hadoop = hadoop;
  }

  /** How a batch whose files are all there comes to its place; may be done in part already. */
  @FunctionalInterface
  interface Publication {
    /**
     * Moves the batch; leaves nothing in the folder that is needed.
     *
     * @param name of the batch
     * @param done the folder that holds the files
     * @param parts the files that count; those that are not there any more are in their place
     */
    void publish(FileSystem files, String name, Path done, List<String> parts) throws IOException;
  }

  /**
   * Returns if a folder is renamed at once there.
   *
   * @throws UserError if it is not
   */
  void checkRenames() {
    String scheme = folder().toUri().getScheme();
    if (scheme != null && WITHOUT_ATOMIC_RENAME.contains(scheme.toLowerCase(Locale.ROOT))) {
      throw UserError.usage(
          "%s: an object store renames a folder file by file, and rows of a batch would be lost where a driver is killed meanwhile: choose a directory on HDFS, kafka: or jdbc:"
              .formatted(sink));
    }
  }

  /**
   * Writes a file and deletes it.
   *
   * @throws UserError if that is not possible
   */
  void check() {
    try {
      Path probe = staged(runId + ".probe");
      FileSystem files = fileSystem();
      files.create(probe).close();
      files.delete(probe, false);
      deleteIfEmpty(files);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "%s: cannot write there (%s): choose a directory that can be written"
              .formatted(sink, e.getMessage()),
          e);
    }
  }

  /**
   * Completes the batches that earlier drivers of the run left behind, and deletes what they have
   * left half done or are still writing.
   */
  void takeOver(Publication publication) {
    try {
      FileSystem files = fileSystem();
      Set<String> left = files.exists(folder()) ? names(files, folder()) : Set.of();
      Pattern written = Pattern.compile("(batch-\\d+-" + Pattern.quote(runId) + ")\\.done");
      for (String each : left) {
        Matcher name = written.matcher(each);
        if (name.matches()) {
          publish(files, name.group(1), publication);
        }
      }
      for (String each : left) {
        if (isOfThisRun(each)) {
          files.delete(new Path(folder(), each), true);
        }
      }
      deleteIfEmpty(files);
    } catch (IOException e) {
      throw DirectoryErrors.of(sink, e);
    }
  }

  private boolean isOfThisRun(String staged) {
    return staged.startsWith(runId + ".")
        || staged.endsWith("-" + runId)
        || staged.contains("-" + runId + ".");
  }

  /** Returns the folder that the tasks of a batch write into; nothing is in it. */
  String begin(long batch) throws IOException {
    Path staged = staged(name(batch));
    fileSystem().delete(staged, true);
    return staged.toString();
  }

  /** How the rows of a partition are written into a file. */
  @FunctionalInterface
  interface PartWriter<R> extends Serializable {
    /**
     * Writes all rows.
     *
     * @param rows at least one
     */
    void write(Iterator<R> rows, FileSystem files, Path file) throws IOException;
  }

  /**
   * Writes the rows of one partition into a file of the attempt's own, and returns its name; the
   * empty string, and no file, if there are no rows.
   *
   * @param folder of {@link #begin}
   */
  <R> String stage(Iterator<R> rows, PartWriter<R> writer, String folder, BatchRows.Task task)
      throws IOException {
    if (!rows.hasNext()) {
      return "";
    }
    String name = task.partition() + "-" + task.attempt();
    writer.write(rows, fileSystem(), new Path(folder, name));
    return name;
  }

  /** Deletes what the tasks of a batch wrote. */
  void discard(String folder) throws IOException {
    FileSystem files = fileSystem();
    files.delete(new Path(folder), true);
    deleteIfEmpty(files);
  }

  /**
   * Lets a batch appear in the place of an earlier one of its name.
   *
   * @param staged what {@link #stage} returned for the attempts that count
   */
  void finish(long batch, List<String> staged, Publication publication) throws IOException {
    FileSystem files = fileSystem();
    String name = name(batch);
    try (Writer parts = PartLines.writer(sink, files, new Path(staged(name), PARTS))) {
      for (String part : staged) {
        parts.write(part.isEmpty() ? "" : part + "\n");
      }
    }
    files.delete(done(name), true); // of a writing that failed in this driver
    move(files, staged(name), done(name));
    publish(files, name, publication);
    deleteIfEmpty(files);
  }

  private void publish(FileSystem files, String name, Publication publication) throws IOException {
    Path done = done(name);
    List<String> parts;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(files.open(new Path(done, PARTS)), StandardCharsets.UTF_8))) {
      parts = in.lines().toList();
    }
    publication.publish(files, name, done, parts);
    files.delete(done, true);
  }

  /** Returns the partition of a file that {@link #stage} wrote. */
  static int partition(String file) {
    return Integer.parseInt(file.substring(0, file.indexOf('-')));
  }

  /** Returns the names of what is in a folder. */
  static Set<String> names(FileSystem files, Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    for (FileStatus each : files.listStatus(folder)) {
      names.add(each.getPath().getName());
    }
    return names;
  }

  /** Renames a file or folder to its place. */
  static void move(FileSystem files, Path staged, Path finished) throws IOException {
    if (!files.rename(staged, finished)) {
      throw new IOException("cannot rename " + staged + " to " + finished);
    }
  }

  /** Returns where this driver writes what has that name. */
  private Path staged(String name) {
    return new Path(folder(), name + "." + driver);
  }

  private Path done(String name) {
    return new Path(folder(), name + ".done");
  }

  /** Returns the name of a batch of this run, which sorts by the batch. */
  private String name(long batch) {
    return "batch-%013d-%s".formatted(batch, runId);
  }

  private void deleteIfEmpty(FileSystem files) throws IOException {
    if (files.exists(folder()) && files.listStatus(folder()).length == 0) {
      files.delete(folder(), false);
    }
  }

  /**
   * Returns the file system of the directory; a local one without the checksum files that a user's
   * {@code cat DIR/*} or {@code ls -A} would trip over.
   */
  private FileSystem fileSystem() throws IOException {
    FileSystem files = folder().getFileSystem(hadoop.configuration());
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  private Path folder() {
    return new Path(directory, ".staging");
  }
}
