package io.twinstream.migration.compare;

import io.twinstream.api.BatchRows;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Appends the rows of each batch, sorted, to one file of JSON lines on the driver. */
final class RowLogSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final RowFormat format;

  RowLogSink(Path file, RowFormat format) {
    this.file = file.toString();
    this.format = format;
  }

  @Override
  public void check() {
    try {
      Files.createFile(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    RowFormat columns = format;
    List<String> lines = new ArrayList<>();
    rows.map((part, task) -> lines(part, columns, batch)).forEach(lines::addAll);
    lines.sort(null);
    try {
      Files.write(Path.of(file), lines, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <R> ArrayList<String> lines(Iterator<R> rows, RowFormat format, long batch) {
    ArrayList<String> lines = new ArrayList<>();
    rows.forEachRemaining(row -> lines.add(format.toJsonLine(row, batch)));
    return lines;
  }
}
