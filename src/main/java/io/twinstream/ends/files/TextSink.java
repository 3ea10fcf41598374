package io.twinstream.ends.files;

import io.twinstream.api.BatchRows;
import io.twinstream.api.HadoopSettings;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes each batch as a directory {@code batch-<batch>-<run>} of text files, as {@code
 * saveAsTextFiles} does: a row a line, its columns with tabs between them, files {@code
 * part-<part>} and an empty {@code _SUCCESS}.
 *
 * <p>Other than there, a batch without rows leaves no directory, and a batch appears whole: it is
 * written below {@code .staging} and renamed. Written again after a crash, it takes the place of
 * the earlier one; for a moment neither is there, and where a driver ends in it, the next start of
 * the run puts the new one there.
 */
final class TextSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final RowFormat format;
  private final Staging staging;

  public TextSink(String directory, RowFormat format, String runId, HadoopSettings hadoop) {
    this.directory = directory;
    this.format = format;
    this.staging = new Staging(directory, runId, hadoop);
  }

  @Override
  public void check() {
    staging.check("text");
  }

  @Override
  public void takeOver(long epoch, String driver) {
    staging.takeOver(this::publish);
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    try {
      String folder = staging.begin(batch);
      List<String> staged =
          rows.map((part, task) -> staging.stage(part, format::toTextLine, folder, task));
      staging.finish(batch, staged, this::publish);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publish(FileSystem files, String name, Path done, List<String> parts)
      throws IOException {
    Path finished = new Path(directory, name);
    Path next = new Path(done, "directory");
    Set<String> staged = Staging.names(files, done);
    if (parts.isEmpty()) {
      retire(files, finished, done);
    } else if (!staged.contains(next.getName()) && parts.stream().noneMatch(staged::contains)) {
      return; // it is in its place
    } else {
      files.mkdirs(next);
      for (String part : parts) {
        if (staged.contains(part)) {
          String file = String.format(Locale.ROOT, "part-%05d", Staging.partition(part));
          Staging.move(files, new Path(done, part), new Path(next, file));
        }
      }
      files.create(new Path(next, "_SUCCESS")).close();
      retire(files, finished, done);
      Staging.move(files, next, finished);
    }
  }

  /** A folder cannot be deleted at once, but renamed. */
  private static void retire(FileSystem files, Path finished, Path done) throws IOException {
    Path retired = new Path(done, "retired");
    files.delete(retired, true);
    if (files.exists(finished)) {
      Staging.move(files, finished, retired);
    }
  }
}
