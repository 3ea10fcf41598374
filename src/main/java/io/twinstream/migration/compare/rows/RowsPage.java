package io.twinstream.migration.compare.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.DurationText;
import io.twinstream.migration.compare.Verdict;
import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.SideBySide;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A comparison of rows as one page that needs nothing but itself. */
final class RowsPage {
  private static final String LEFT = "left";
  private static final String RIGHT = "right";

  private final RowsResult result;
  private final Values values;
  private final List<String> columns;

  private RowsPage(RowsResult result) {
    this.result = result;
    this.values = new Values(result.layout);
    this.columns =
        Stream.of(
                result.layout.key().stream(),
                result.layout.time().stream(),
                result.layout.values().stream())
            .flatMap(each -> each)
            .map(Layout.Compared::name)
            .toList();
  }

  static String of(RowsResult result) {
    return new RowsPage(result).html();
  }

  private String html() {
    HtmlPage.Tone tone =
        result.verdict() == Verdict.NOTHING_COMPARED
            ? HtmlPage.Tone.PLAIN
            : HtmlPage.Tone.of(result.verdict() == Verdict.EQUAL);
    return HtmlPage.of("/io/twinstream/migration/compare/rows.mustache", "twinstream compare: rows")
        .verdict(tone, RowsReports.verdict(result))
        .fact("Left", result.left)
        .fact("Right", result.right)
        .fact("Compared", result.layout.isLog() ? "as a log" : "as a table")
        .fact("Key", String.join(", ", result.layout.keyNames()))
        .fact("Windows left out", windowsLeftOut())
        .fact("Took", DurationText.show(result.took))
        .explainedIn("compare.md")
        .put("totals", totals())
        .put("notes", result.notes)
        .put("causes", causes())
        .put("lists", lists())
        .put("kinds", kinds())
        .render();
  }

  private String windowsLeftOut() {
    return result.layout.isWindow() && !result.cut.equals(Cut.NONE)
        ? "up to %s and from %s on, not complete on both sides"
            .formatted(values.time(result.cut.after()), values.time(result.cut.before()))
        : "";
  }

  private Table totals() {
    Table totals =
        Table.of(
            "Rows of both sides", "side", "read", "replaced by a later row", "left out", "compared");
    for (Side side : Side.values()) {
      Tally.Of of = result.tally.of(side);
      totals.row(
          Cell.text(side.toString()).styled(side.toString()),
          Cell.number(of.read),
          Cell.number(of.replaced),
          Cell.number(of.leftOut),
          Cell.number(of.rows));
    }
    return totals;
  }

  private List<Map<String, String>> causes() {
    return result.causes.stream()
        .map(
            each ->
                Map.of(
                    "kind", each.kind().name(),
                    "explanation", each.explanation(),
                    "rule", each.rule().orElse("")))
        .toList();
  }

  private List<Map<String, String>> kinds() {
    return result.causes.isEmpty()
        ? List.of()
        : Arrays.stream(RowsKind.values())
            .map(each -> Map.of("name", each.name(), "meaning", each.meaning()))
            .toList();
  }

  private List<Table> lists() {
    List<Table> lists = new ArrayList<>();
    for (RowsReports.Listed listed : RowsReports.Listed.values()) {
      List<Difference> shown = List.copyOf(result.tally.shown.get(listed.type));
      if (!shown.isEmpty()) {
        lists.add(list(listed, shown));
      }
    }
    return lists;
  }

  private Table list(RowsReports.Listed listed, List<Difference> shown) {
    long count = result.tally.count(listed.type);
    String what =
        switch (listed) {
          case CHANGED -> "Changed: the same key, other values";
          case MISSING -> "Only on the left";
          case EXTRA -> "Only on the right";
          case FEWER -> "More often on the left";
          case MORE -> "More often on the right";
        };
    String caption =
        shown.size() < count
            ? "%s: %,d of %,d rows shown".formatted(what, shown.size(), count)
            : "%s: %s".formatted(what, count == 1 ? "1 row" : "%,d rows".formatted(count));
    if (listed == RowsReports.Listed.CHANGED) {
      SideBySide sides = new SideBySide(caption, LEFT, RIGHT, columns);
      shown.forEach(each -> sides.add(row(each, each.left()), row(each, each.right())));
      return sides.table();
    }
    boolean isCounted =
        listed == RowsReports.Listed.FEWER || listed == RowsReports.Listed.MORE;
    List<String> titles = new ArrayList<>(columns);
    if (isCounted) {
      titles.add("more copies");
    }
    Table table = Table.of(caption, titles);
    for (Difference each : shown) {
      JsonNode row = row(each, each.left() == null ? each.right() : each.left());
      List<Cell> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(Cell.of(column, row.get(column))));
      if (isCounted) {
        cells.add(Cell.number(each.copies()));
      }
      table.row("", cells);
    }
    return table;
  }

  private ObjectNode row(Difference difference, String[] others) {
    ObjectNode row = values.key(difference);
    ObjectNode more = values.values(others);
    return more == null ? row : row.setAll(more);
  }
}
