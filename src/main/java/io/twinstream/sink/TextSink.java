package io.twinstream.sink;

import io.twinstream.source.HadoopSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes each batch as a directory {@code batch-<batch>-<run>} of text files, as {@code
 * saveAsTextFiles} does: a row a line, its columns with tabs between them, files {@code
 * part-<part>} and an empty {@code _SUCCESS}.
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
  public void takeOver(long epoch, String driver) {
    staging.takeOver();
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    String name = staging.name(batch);
    Path staged = staging.staged(name);
    String attempts = new Path(staged, "_attempts").toString();
    try {
      FileSystem files = staging.fileSystem();
      files.delete(staged, true);
      List<String> parts =
          rows.map((part, task) -> staging.stage(part, format::toTextLine, attempts, task)).stream()
              .filter(part -> !part.isEmpty())
              .toList();
      for (String part : parts) {
        String file = String.format(Locale.ROOT, "part-%05d", Staging.partition(part));
        Staging.move(files, new Path(attempts, part), new Path(staged, file));
      }
      files.delete(new Path(attempts), true);
      Path finished = new Path(directory, name);
      files.delete(finished, true);
      if (!parts.isEmpty()) {
        files.create(new Path(staged, "_SUCCESS")).close();
        Staging.move(files, staged, finished);
      }
      staging.deleteIfEmpty(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
