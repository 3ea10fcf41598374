package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads a log that {@link RowLogSink} wrote, one batch at a time, so that only one batch of rows is
 * in memory.
 */
final class RowLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedReader in;
  private String nextLine;
  private long nextBatch;

  private RowLog(BufferedReader in) throws IOException {
    this.in = in;
    advance();
  }

  /** Opens a log at its beginning. */
  static RowLog open(Path file) {
    try {
      return new RowLog(Files.newBufferedReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether there is a batch left. */
  boolean hasNext() {
    return nextLine != null;
  }

  /** Returns the batch that {@link #next} will read. */
  long peek() {
    if (nextLine == null) {
      throw new NoSuchElementException("the log is at its end");
    }
    return nextBatch;
  }

  /**
   * Returns the rows of the next batch as JSON lines, in the log's order, which is the lines' own.
   */
  List<String> next() {
    List<String> rows = new ArrayList<>();
    long batch = peek();
    try {
      while (nextLine != null && nextBatch == batch) {
        rows.add(nextLine);
        advance();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /**
   * Returns the rows of that batch and goes on behind it; empty if it has none. Batches must be
   * asked for in order.
   */
  List<String> rowsOf(long batch) {
    while (hasNext() && peek() < batch) {
      next();
    }
    return hasNext() && peek() == batch ? next() : List.of();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a line as JSON. */
  static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void advance() throws IOException {
    nextLine = in.readLine();
    if (nextLine != null) {
      nextBatch = batchOf(nextLine);
    }
  }

  /** Lines begin with {@code {"batch":<number>,}. */
  private static long batchOf(String line) {
    return Long.parseLong(line.substring("{\"batch\":".length(), line.indexOf(',')));
  }
}
