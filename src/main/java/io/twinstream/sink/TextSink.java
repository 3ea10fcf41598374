package io.twinstream.sink;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;

/**
 * Writes each batch as a directory {@code batch-<batch>-<run>} of text files, as {@code
 * saveAsTextFiles} does: a row a line, its columns with tabs between them.
 *
 * <p>Other than there, a batch without rows leaves no directory, and a batch appears whole: it is
 * written below {@code .staging} and renamed. Written again after a crash, it takes the place of
 * the earlier one.
 */
final class TextSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final RowFormat format;
  private final String runId;

  TextSink(String directory, RowFormat format, String runId) {
    this.directory = directory;
    this.format = format;
    this.runId = runId;
  }

  @Override
  public void check() {
    try {
      Path probe = new Path(staging(), "probe-" + runId);
      FileSystem files = fileSystem();
      files.create(probe).close();
      files.delete(probe, false);
      deleteStagingIfEmpty(files);
    } catch (IOException | IllegalArgumentException e) {
      throw UserError.failed(
          "text:%s: cannot write there (%s): choose a directory that can be written"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  @Override
  public void write(JavaRDD<R> rows, long batch) {
    String name = "batch-%013d-%s".formatted(batch, runId);
    Path staged = new Path(staging(), name);
    try {
      FileSystem files = fileSystem();
      files.delete(staged, true);
      rows.map(format::toTextLine).saveAsTextFile(staged.toString());
      Path finished = new Path(directory, name);
      files.delete(finished, true);
      if (isEmpty(files, staged)) {
        files.delete(staged, true);
      } else if (!files.rename(staged, finished)) {
        throw new IOException("cannot rename " + staged + " to " + finished);
      }
      deleteStagingIfEmpty(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(FileSystem files, Path batch) throws IOException {
    for (FileStatus part : files.listStatus(batch)) {
      if (part.getLen() > 0) {
        return false;
      }
    }
    return true;
  }

  private void deleteStagingIfEmpty(FileSystem files) throws IOException {
    if (files.exists(staging()) && files.listStatus(staging()).length == 0) {
      files.delete(staging(), false);
    }
  }

  private Path staging() {
    return new Path(directory, ".staging");
  }

  private FileSystem fileSystem() throws IOException {
    return new Path(directory).getFileSystem(HadoopConfiguration.ofThisProcess());
  }
}
