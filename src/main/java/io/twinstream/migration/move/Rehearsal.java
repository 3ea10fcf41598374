package io.twinstream.migration.move;

import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.migration.inspect.FieldChoice;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.types.StructType;

/** Reads a sample of a classic application's state, as the copy would. */
final class Rehearsal {
  private static final int LOOKED_AT = 1_000;

  private final DStreamCheckpoint checkpoint;
  private final Configuration hadoop;
  private final PartReader reader;
  private final List<Path> jars;

  Rehearsal(
      DStreamCheckpoint checkpoint, Configuration hadoop, FieldChoice fields, List<Path> jars) {
    this.checkpoint = checkpoint;
    this.hadoop = hadoop;
    this.reader = PartReader.of(checkpoint, fields);
    this.jars = jars;
  }

  /**
   * Returns a line for each state.
   *
   * @throws io.twinstream.error.UserError if a part is missing or cannot be read
   */
  String of(List<Plan.State> states) throws IOException {
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (URLClassLoader given = new URLClassLoader(urls(), before)) {
      current.setContextClassLoader(given);
      StringBuilder lines = new StringBuilder();
      for (Plan.State state : states) {
        lines.append(line(state)).append('\n');
      }
      return lines.toString();
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private URL[] urls() throws MalformedURLException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return urls;
  }

  private String line(Plan.State state) throws IOException {
    StateType type = StateColumns.before(checkpoint, state);
    int looked = 0;
    boolean isAll = true;
    try {
      for (FileStatus part : parts(state)) {
        FileSystem files = part.getPath().getFileSystem(hadoop);
        try (OpenedPart opened = new OpenedPart(() -> files.open(part.getPath()))) {
          Iterator<Map<String, Object>> rows = reader.read(opened);
          for (int i = 0; rows.hasNext(); i++) {
            if (i == LOOKED_AT) {
              isAll = false;
              break;
            }
            type = StateColumns.with(type, rows.next());
            looked++;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      throw StateCopier.unreadable(state, e);
    }
    return "%s: %,d %s read, %s: %s"
        .formatted(
            state.name(),
            looked,
            looked == 1 ? "key" : "keys",
            isAll ? "all there are" : "the first of each part",
            ((StructType) type.column()).toDDL());
  }

  private FileStatus[] parts(Plan.State state) throws IOException {
    if (state.parts() == 0) {
      return new FileStatus[0];
    }
    org.apache.hadoop.fs.Path all = new org.apache.hadoop.fs.Path(state.place(), "part-*");
    FileStatus[] parts = all.getFileSystem(hadoop).globStatus(all);
    if (parts.length != state.parts()) {
      throw new NoSuchElementException(
          "it has %d of the %d parts that it had a moment ago"
              .formatted(parts.length, state.parts()));
    }
    return parts;
  }
}
