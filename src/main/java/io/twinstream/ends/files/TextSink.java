package io.twinstream.ends.files;

import io.twinstream.api.HadoopSettings;
import io.twinstream.api.RowFormat;
import java.io.IOException;
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
final class TextSink<R> extends StagedSink<R> {
  private static final long serialVersionUID = 1L;

  private final RowFormat format;

  TextSink(String directory, RowFormat format, String runId, HadoopSettings hadoop) {
    super("text", directory, runId, hadoop);
    this.format = format;
  }

  @Override
  Staging.PartWriter<R> part(long batch) {
    RowFormat columns = format;
    return new PartLines<>(sink(), columns::toTextLine);
  }

  @Override
  void publish(FileSystem files, Path target, String name, Path done, List<String> parts)
      throws IOException {
    Path finished = new Path(target, name);
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
