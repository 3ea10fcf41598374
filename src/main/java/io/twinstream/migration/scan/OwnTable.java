package io.twinstream.migration.scan;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Reads a table that a user wrote, in the form of those beside this package: UTF-8, one row a line,
 * columns divided by tabs, the first line names the columns; empty lines and lines that begin with
 * {@code #} are not rows.
 */
final class OwnTable {
  private final Path file;
  private final List<String> columns;
  private final List<String> required;

  /**
   * @param columns those that may be there
   * @param required those of them that no row may leave empty
   */
  OwnTable(Path file, List<String> columns, List<String> required) {
    this.file = file;
    this.columns = columns;
    this.required = required;
  }

  /**
   * A row.
   *
   * @param line its line in the file, from 1
   */
  record Row(Path file, int line, Map<String, String> cells) {
    String get(String column) {
      return cells.getOrDefault(column, "");
    }

    UserError error(String what) {
      return UserError.usage("%s:%d: %s".formatted(file, line, what));
    }
  }

  List<Row> read() {
    List<String> lines = lines();
    List<String> names = null;
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank() && !lines.get(i).startsWith("#")) {
        List<String> cells =
            Arrays.stream(lines.get(i).split("\t", -1)).map(String::strip).toList();
        if (names == null) {
          names = header(cells, i + 1);
        } else {
          rows.add(row(names, cells, i + 1));
        }
      }
    }
    if (names == null) {
      throw UserError.usage(
          "%s: empty; its first line names the columns: %s"
              .formatted(file, String.join(", ", columns)));
    }
    return rows;
  }

  private List<String> lines() {
    try {
      return Files.readString(file).lines().toList();
    } catch (IOException e) {
      throw UserError.usage("%s: cannot be read (%s)".formatted(file, FileErrors.reason(e)), e);
    }
  }

  private List<String> header(List<String> names, int line) {
    Row header = new Row(file, line, Map.of());
    for (String name : names) {
      if (!columns.contains(name)) {
        throw header.error(
            "unknown column \"%s\"; columns are divided by tabs, and are %s"
                .formatted(name, String.join(", ", columns)));
      }
    }
    for (String name : required) {
      if (!names.contains(name)) {
        throw header.error("no column \"%s\"; it names what each row is for".formatted(name));
      }
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw header.error("a column twice");
    }
    return names;
  }

  private Row row(List<String> names, List<String> cells, int line) {
    Map<String, String> values = new HashMap<>();
    Row row = new Row(file, line, values);
    if (cells.size() > names.size()) {
      throw row.error("%d cells for %d columns".formatted(cells.size(), names.size()));
    }
    for (int i = 0; i < cells.size(); i++) {
      values.put(names.get(i), cells.get(i));
    }
    for (String name : required) {
      if (row.get(name).isEmpty()) {
        throw row.error("no " + name);
      }
    }
    return row;
  }
}
