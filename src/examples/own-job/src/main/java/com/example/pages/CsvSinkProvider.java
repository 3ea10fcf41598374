package com.example.pages;

import io.twinstream.api.BatchRows;
import io.twinstream.api.EndSettings;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Brings a sink of our own: a file for each batch. */
public final class CsvSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return "csv:DIR";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    return new CsvSink<>(spec.substring("csv:".length()), rows.format());
  }

  private static final class CsvSink<R> implements Sink<R> {
    private static final long serialVersionUID = 1L;

    private final String directory;
    private final RowFormat format;

    CsvSink(String directory, RowFormat format) {
      this.directory = directory;
      this.format = format;
    }

    @Override
    public void write(BatchRows<R> rows, long batch) {
      List<String> lines =
          rows.collect().stream().map(row -> format.toTextLine(row).replace('\t', ',')).sorted().toList();
      try {
        Files.createDirectories(Path.of(directory));
        Files.write(Path.of(directory, "batch-%013d.csv".formatted(batch)), lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
