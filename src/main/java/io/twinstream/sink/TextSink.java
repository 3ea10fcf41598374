package io.twinstream.sink;

import io.twinstream.source.HadoopSettings;
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
  private final Staging staging;

  TextSink(String directory, RowFormat format, String runId, HadoopSettings hadoop) {
    this.directory = directory;
    this.format = format;
    this.staging = new Staging(directory, runId, hadoop);
  }

  @Override
  public void check() {
    staging.check("text");
  }

  @Override
  public void write(JavaRDD<R> rows, long batch) {
    String name = staging.name(batch);
    Path staged = staging.staged(name);
    try {
      FileSystem files = staging.fileSystem();
      files.delete(staged, true);
      rows.map(format::toTextLine).saveAsTextFile(staged.toString());
      Path finished = new Path(directory, name);
      files.delete(finished, true);
      if (isEmpty(files, staged)) {
        files.delete(staged, true);
      } else {
        Staging.move(files, staged, finished);
      }
      staging.deleteIfEmpty(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(FileSystem files, Path batch) throws IOException {
    for (FileStatus part : files.listStatus(batch)) {
      boolean isChecksum = part.getPath().getName().startsWith(".");
      if (part.getLen() > 0 && !isChecksum) {
        return false;
      }
    }
    return true;
  }
}
