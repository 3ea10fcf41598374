package io.twinstream.ends.console;

import io.twinstream.api.BatchRows;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Shows the first rows of each batch that has any on standard output, as a table. */
final class ConsoleSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final RowFormat format;

  public ConsoleSink(RowFormat format) {
    this.format = format;
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    List<R> first =
        rows.map((part, task) -> first(part)).stream()
            .flatMap(List::stream)
            .limit(SHOWN + 1)
            .toList();
    if (!first.isEmpty()) {
      print(table(first, batch), System.out);
    }
  }

  private static <R> ArrayList<R> first(Iterator<R> rows) {
    ArrayList<R> first = new ArrayList<>();
    while (rows.hasNext() && first.size() <= SHOWN) {
      first.add(rows.next());
    }
    return first;
  }

  private String table(List<R> first, long batch) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(format.columns());
    first.stream().limit(SHOWN).forEach(row -> lines.add(cells(row)));
    StringBuilder table = new StringBuilder("-- batch ").append(batch).append(" --\n");
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        boolean isLast = column == line.size() - 1;
        table.append(isLast ? line.get(column) : padded(line.get(column), width(lines, column)));
      }
      table.append('\n');
    }
    if (first.size() > SHOWN) {
      table.append("(the first ").append(SHOWN).append(" rows; the sink json:DIR writes all)\n");
    }
    return table.toString();
  }

  private List<String> cells(R row) {
    List<String> cells = new ArrayList<>();
    format.toNode(row).elements().forEachRemaining(value -> cells.add(value.asText()));
    return cells;
  }

  private static int width(List<List<String>> lines, int column) {
    return Math.min(40, lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0));
  }

  private static String padded(String cell, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s  ", cell);
  }

  private static synchronized void print(String table, PrintStream out) {
    out.print(table);
    out.flush();
  }
}
