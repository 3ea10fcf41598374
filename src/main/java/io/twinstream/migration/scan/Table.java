package io.twinstream.migration.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tables beside this package: UTF-8, one row a line, columns divided by tabs, the first
 * line names the columns; empty lines and lines that begin with {@code #} are not rows.
 */
final class Table {
  private Table() {}

  /** Returns the rows, in order, each from column name to cell; a missing last cell is empty. */
  static List<Map<String, String>> read(String name) {
    List<String> lines = lines(name);
    String[] columns = lines.get(0).split("\t", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      if (cells.length > columns.length) {
        throw new IllegalStateException(name + ": more cells than columns: " + line);
      }
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < columns.length; i++) {
        row.put(columns[i], i < cells.length ? cells[i].strip() : "");
      }
      rows.add(row);
    }
    return rows;
  }

  /** Returns the lines that are neither empty nor comments. */
  static List<String> lines(String name) {
    return text(name).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /** Returns the whole resource. */
  static String text(String name) {
    try (InputStream in = Table.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not packaged: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
