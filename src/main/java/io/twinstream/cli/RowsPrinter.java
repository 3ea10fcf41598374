package io.twinstream.cli;

import io.twinstream.error.UserError;
import io.twinstream.migration.move.data.TextColumns;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/** Prints rows as they come; holds a partition of them at a time, and ends when nobody reads on. */
final class RowsPrinter {
  /** Rows that are looked at to know how wide the columns are. */
  private static final int LOOKED_AT = 1_000;

  /** Lines after which they are flushed, and it is looked whether anybody reads them. */
  private static final int FLUSHED = 1_000;

  private static final int WIDEST = 60;
  private static final String NULL = "NULL";

  private final PrintWriter out;
  private long lines;

  RowsPrinter(PrintWriter out) {
    this.out = out;
  }

  /** Prints all; returns how many there are. */
  long print(Dataset<Row> rows, RowsFormat format) {
    long printed =
        switch (format) {
          case TEXT -> text(rows);
          case CSV -> csv(rows);
          case JSON -> json(rows);
        };
    out.flush();
    return printed;
  }

  private long json(Dataset<Row> rows) {
    Set<String> names = new TreeSet<>();
    for (String name : rows.columns()) {
      if (!names.add(name)) {
        throw UserError.usage(
            "two columns are named '%s': name one of them otherwise, with AS".formatted(name));
      }
    }
    Iterator<String> each = TextColumns.json(rows).toLocalIterator();
    return lines(each, Function.identity());
  }

  private long csv(Dataset<Row> rows) {
    line(joined(rows.columns()));
    return lines(TextColumns.of(rows).toLocalIterator(), row -> joined(values(row)));
  }

  private <T> long lines(Iterator<T> rows, Function<T, String> text) {
    long printed = 0;
    boolean isRead = true;
    while (isRead && rows.hasNext()) {
      isRead = line(text.apply(rows.next()));
      printed++;
    }
    return printed;
  }

  /** Prints a line; not by println, which flushes each. Returns whether anybody still reads. */
  private boolean line(String text) {
    out.print(text);
    out.print('\n');
    lines++;
    return lines % FLUSHED != 0 || !out.checkError();
  }

  private static String[] values(Row row) {
    String[] values = new String[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.getString(i);
    }
    return values;
  }

  /** A null is nothing, and an empty text two quotes. */
  private static String joined(String[] values) {
    StringBuilder line = new StringBuilder();
    for (String value : values) {
      line.append(line.isEmpty() ? "" : ",").append(quoted(value));
    }
    return line.toString();
  }

  private static String quoted(String value) {
    if (value == null) {
      return "";
    }
    boolean isPlain =
        !value.isEmpty()
            && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private long text(Dataset<Row> rows) {
    StructField[] fields = rows.schema().fields();
    Iterator<Row> each = TextColumns.of(rows).toLocalIterator();
    List<String[]> first = new ArrayList<>();
    while (each.hasNext() && first.size() < LOOKED_AT) {
      first.add(shown(each.next()));
    }
    int[] widths = new int[fields.length];
    boolean[] isRight = new boolean[fields.length];
    for (int i = 0; i < fields.length; i++) {
      int column = i;
      int widest = first.stream().mapToInt(row -> row[column].length()).max().orElse(0);
      widths[i] = Math.min(WIDEST, Math.max(fields[i].name().length(), widest));
      isRight[i] = fields[i].dataType() instanceof NumericType;
    }
    line(aligned(rows.columns(), widths, isRight));
    String[] rule = Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new);
    line(aligned(rule, widths, isRight));
    return lines(first.iterator(), row -> aligned(row, widths, isRight))
        + lines(each, row -> aligned(shown(row), widths, isRight));
  }

  private static String[] shown(Row row) {
    return Arrays.stream(values(row))
        .map(value -> value == null ? NULL : value.replaceAll("\\p{Cntrl}", "?"))
        .toArray(String[]::new);
  }

  private static String aligned(String[] values, int[] widths, boolean[] isRight) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      String space = " ".repeat(Math.max(0, widths[i] - values[i].length()));
      line.append(i == 0 ? "" : "  ").append(isRight[i] ? space + values[i] : values[i] + space);
    }
    return line.toString().stripTrailing();
  }
}
