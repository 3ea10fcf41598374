package io.twinstream.bench.shared;

import io.twinstream.report.Cell;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The results of a scenario in rows, for the screen and for the page.
 *
 * @param <R> what comes of a contestant
 */
public final class ResultTable<R extends Result> {
  private final int nameWidth;
  private final Predicate<R> isShown;
  private final List<Column<R>> keys = new ArrayList<>();
  private final List<Column<R>> columns = new ArrayList<>();

  /**
   * @param nameWidth characters of the longest name
   * @param isShown whether a result has figures; one that has none says why
   */
  public ResultTable(int nameWidth, Predicate<R> isShown) {
    this.nameWidth = nameWidth;
    this.isShown = isShown;
  }

  /** A column; its title has the unit. */
  private record Column<R>(String title, int width, Function<R, String> cell) {
    private String padded(String text) {
      return " " + " ".repeat(Math.max(0, width - text.length())) + text;
    }
  }

  /** Adds a column that results without figures have too. */
  public ResultTable<R> key(String title, int width, Function<R, String> cell) {
    keys.add(new Column<>(title, width, cell));
    return this;
  }

  /** Adds a column. */
  public ResultTable<R> column(String title, int width, Function<R, String> cell) {
    columns.add(new Column<>(title, width, cell));
    return this;
  }

  /** Returns it for the screen. */
  public String text(List<R> results) {
    StringBuilder text = new StringBuilder(named("contestant"));
    keys.forEach(column -> text.append(column.padded(column.title)));
    columns.forEach(column -> text.append(column.padded(column.title)));
    text.append(System.lineSeparator());
    for (R each : results) {
      text.append(named(each.contestant().label()));
      keys.forEach(column -> text.append(column.padded(column.cell.apply(each))));
      if (isShown.test(each)) {
        columns.forEach(column -> text.append(column.padded(column.cell.apply(each))));
      } else {
        text.append(' ').append(each.why());
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  private String named(String name) {
    return name + " ".repeat(Math.max(0, nameWidth - name.length()));
  }

  /** Returns it for the page. */
  public Table table(String caption, List<R> results) {
    boolean isAllShown = results.stream().allMatch(isShown);
    List<String> titles = new ArrayList<>(List.of("contestant"));
    keys.forEach(column -> titles.add(column.title));
    columns.forEach(column -> titles.add(column.title));
    if (!isAllShown) {
      titles.add("why not measured");
    }
    Table table = Table.of(caption, titles);
    for (R each : results) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.text(each.contestant().label()).styled("name")));
      keys.forEach(column -> cells.add(Cell.figure(column.cell.apply(each))));
      columns.forEach(
          column ->
              cells.add(isShown.test(each) ? Cell.figure(column.cell.apply(each)) : Cell.empty()));
      if (!isAllShown) {
        cells.add(isShown.test(each) ? Cell.empty() : Cell.text(each.why()));
      }
      table.row("", cells);
    }
    return table;
  }
}
