package io.twinstream.sink;

import io.twinstream.error.UserError;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;

/**
 * Writes each batch as JSON lines into files {@code batch-<batch>-<run>-<part>.json} of one
 * directory, on any file system that Hadoop knows.
 *
 * <p>A batch appears whole or not at all: its parts are written below {@code .staging} and renamed
 * when every task is done. Written again after a crash, a batch replaces its own files. Another run
 * has another id and so never touches them.
 */
final class JsonSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;
  private static final String STAGING = ".staging";

  private final String directory;
  private final RowFormat format;
  private final String runId;

  JsonSink(String directory, RowFormat format, String runId) {
    this.directory = directory;
    this.format = format;
    this.runId = runId;
  }

  @Override
  public void check() {
    try {
      Path staging = new Path(directory, STAGING);
      FileSystem files = fileSystem();
      Path probe = new Path(staging, runId + ".probe");
      files.create(probe).close();
      files.delete(probe, false);
      deleteIfEmpty(files, staging); // a driver that was killed has left half a batch there
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "json:%s: cannot write there (%s): choose a directory that can be written"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  @Override
  public void write(JavaRDD<R> rows, long batch) {
    String name = "batch-%013d-%s".formatted(batch, runId);
    Path staging = new Path(new Path(directory, STAGING), name);
    List<String> parts =
        rows.mapPartitionsWithIndex(
                (part, partRows) -> stage(partRows, part, batch, staging.toString()), true)
            .collect();
    try {
      commit(parts, staging, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the rows of one partition; returns the file's name, or nothing if there were no rows.
   */
  private Iterator<String> stage(Iterator<R> rows, int part, long batch, String staging)
      throws IOException {
    if (!rows.hasNext()) {
      return List.<String>of().iterator();
    }
    String name = part + "-" + TaskContext.get().taskAttemptId();
    Path file = new Path(staging, name);
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(fileSystem().create(file), StandardCharsets.UTF_8))) {
      while (rows.hasNext()) {
        out.write(format.toJsonLine(rows.next(), batch));
        out.write('\n');
      }
    }
    return List.of(name).iterator();
  }

  private void commit(List<String> parts, Path staging, String name) throws IOException {
    FileSystem files = fileSystem();
    Path target = new Path(directory);
    FileStatus[] earlier = files.globStatus(new Path(target, name + "-*.json"));
    for (FileStatus file : earlier == null ? new FileStatus[0] : earlier) {
      files.delete(file.getPath(), false);
    }
    for (String part : parts) {
      Path finished = new Path(target, name + "-" + part.substring(0, part.indexOf('-')) + ".json");
      if (!files.rename(new Path(staging, part), finished)) {
        throw new IOException("cannot rename " + new Path(staging, part) + " to " + finished);
      }
    }
    files.delete(staging, true);
    deleteIfEmpty(files, staging.getParent());
  }

  private static void deleteIfEmpty(FileSystem files, Path folder) throws IOException {
    if (files.exists(folder) && files.listStatus(folder).length == 0) {
      files.delete(folder, false);
    }
  }

  private FileSystem fileSystem() throws IOException {
    FileSystem files = new Path(directory).getFileSystem(HadoopConfiguration.ofThisProcess());
    // Without the checksum files that a user's `cat DIR/*` or `ls -A` would trip over.
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }
}
