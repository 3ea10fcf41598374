package io.twinstream.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of two sides in one table: equal rows once, others one above the other, with the cells
 * marked that are not the same.
 */
public final class SideBySide {
  private final String left;
  private final String right;
  private final List<String> columns;
  private final Table table;

  /**
   * Begins it.
   *
   * @param left what the sides are called
   * @param columns of the rows, in order
   */
  public SideBySide(String caption, String left, String right, List<String> columns) {
    this.left = left;
    this.right = right;
    this.columns = columns;
    List<String> titles = new ArrayList<>(List.of("side"));
    titles.addAll(columns);
    this.table = Table.of(caption, titles);
  }

  /** Adds the rows of one key; either side may have several or none. */
  public void add(List<JsonNode> ofLeft, List<JsonNode> ofRight) {
    for (int i = 0; i < Math.max(ofLeft.size(), ofRight.size()); i++) {
      add(i < ofLeft.size() ? ofLeft.get(i) : null, i < ofRight.size() ? ofRight.get(i) : null);
    }
  }

  /** Adds a row; null where a side has none. */
  public void add(JsonNode ofLeft, JsonNode ofRight) {
    boolean isEqual =
        ofLeft != null
            && ofRight != null
            && columns.stream().allMatch(name -> isSame(ofLeft, ofRight, name));
    if (isEqual) {
      table.row("", cells(Cell.text("both"), ofLeft, ofRight));
    } else {
      table.row("differs first", cells(side(left, "left", ofLeft), ofLeft, ofRight));
      table.row("differs", cells(side(right, "right", ofRight), ofRight, ofLeft));
    }
  }

  private static Cell side(String name, String style, JsonNode row) {
    return row == null
        ? Cell.text(name + ": no row").styled(style).changed(true)
        : Cell.text(name).styled(style);
  }

  private List<Cell> cells(Cell side, JsonNode row, JsonNode other) {
    List<Cell> cells = new ArrayList<>(List.of(side));
    for (String column : columns) {
      cells.add(
          row == null
              ? Cell.empty()
              : Cell.of(column, row.get(column))
                  .changed(other != null && !isSame(row, other, column)));
    }
    return cells;
  }

  private static boolean isSame(JsonNode one, JsonNode other, String column) {
    return one.path(column).equals(other.path(column));
  }

  /** Returns the table. */
  public Table table() {
    return table;
  }
}
