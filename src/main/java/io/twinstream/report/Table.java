package io.twinstream.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of a page. The first cell of a row is its heading, and a column of numbers stands to the
 * right.
 */
public final class Table {
  private final String caption;
  private final List<String> titles;
  private final List<Row> rows = new ArrayList<>();

  private Table(String caption, List<String> titles) {
    this.caption = caption;
    this.titles = titles;
  }

  /** Begins a table. */
  public static Table of(String caption, List<String> titles) {
    return new Table(caption, List.copyOf(titles));
  }

  /** Begins a table. */
  public static Table of(String caption, String... titles) {
    return of(caption, List.of(titles));
  }

  /** Adds a row. */
  public Table row(Cell... cells) {
    return row("", List.of(cells));
  }

  /**
   * Adds a row.
   *
   * @param style a class of the style sheet; may be empty
   */
  public Table row(String style, List<Cell> cells) {
    rows.add(new Row(style, cells));
    return this;
  }

  /** Tells whether it has no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  // What follows is for the template.

  String caption() {
    return caption;
  }

  List<Column> columns() {
    return IntStream.range(0, titles.size())
        .mapToObj(i -> new Column(titles.get(i), isNumbers(i) ? "number" : ""))
        .toList();
  }

  List<Row> rows() {
    return rows;
  }

  private boolean isNumbers(int column) {
    List<Cell> cells =
        rows.stream().map(row -> row.cells.get(column)).filter(c -> !c.text().isEmpty()).toList();
    return !cells.isEmpty() && cells.stream().allMatch(Cell::isNumber);
  }

  /** The heading of a column. */
  record Column(String heading, String align) {}

  /** A row with its style. */
  record Row(String rowStyle, List<Cell> cells) {
    Cell head() {
      return cells.get(0);
    }

    List<Cell> others() {
      return cells.subList(1, cells.size());
    }
  }
}
