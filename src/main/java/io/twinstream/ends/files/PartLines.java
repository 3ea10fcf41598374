package io.twinstream.ends.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Serializable;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes a row a line.
 *
 * @param sink as it was written on the command line
 * @param line of a row, without its line feed
 */
record PartLines<R>(String sink, LineOfRow<R> line) implements Staging.PartWriter<R> {
  /** Turns a row into a line. */
  @FunctionalInterface
  interface LineOfRow<R> extends Serializable {
    /** Returns the line without its line feed. */
    String of(R row);
  }

  @Override
  public void write(Iterator<R> rows, FileSystem files, Path file) throws IOException {
    try (Writer out = new BufferedWriter(writer(sink, files, file))) {
      while (rows.hasNext()) {
        out.write(line.of(rows.next()));
        out.write('\n');
      }
    }
  }

  /** Returns a writer of a new file, whose failures name the sink. */
  static Writer writer(String sink, FileSystem files, Path file) {
    try {
      return new OutputStreamWriter(
          DirectoryErrors.named(sink, files.create(file)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw DirectoryErrors.of(sink, e);
    }
  }
}
