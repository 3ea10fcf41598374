package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.RowFormat;
import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.SideBySide;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The first divergence on the page of a comparison. */
final class DivergenceSection {
  private static final String DSTREAM = "dstream";
  private static final String STRUCTURED = "structured";

  private DivergenceSection() {}

  static void put(Divergence first, RowFormat format, HtmlPage page) {
    List<Table> evidence = new ArrayList<>();
    List<String> columns = format.columns();
    if (!first.changed().isEmpty()) {
      SideBySide changed = new SideBySide("Changed: the same key, other values", DSTREAM, STRUCTURED, columns);
      first
          .changed()
          .forEach(
              each ->
                  changed.add(
                      whole(each.key(), each.dstream()), whole(each.key(), each.structured())));
      evidence.add(changed.table());
    }
    add(evidence, "Rows that only dstream has", first.onlyDstream(), columns);
    add(evidence, "Rows that only structured has", first.onlyStructured(), columns);
    if (!first.earlier().isEmpty()) {
      SideBySide earlier =
          new SideBySide("What was last written for these keys before", DSTREAM, STRUCTURED, columns);
      first.earlier().forEach(each -> earlier.add(each.dstream(), each.structured()));
      evidence.add(earlier.table());
    }
    evidence.add(around(first));
    page.put("kind", first.kind().name())
        .put("batchNumber", "%,d".formatted(first.index()))
        .put("batchTime", "%,d".formatted(first.batch()))
        .put("explanation", first.explanation())
        .put("evidence", evidence)
        .put("inputLines", String.join("\n", first.input()))
        .put(
            "kinds",
            Arrays.stream(Divergence.Kind.values())
                .map(each -> Map.of("name", each.name(), "meaning", each.meaning()))
                .toList());
  }

  /** A change has the key and the values apart. */
  private static JsonNode whole(JsonNode key, JsonNode values) {
    ObjectNode whole = ((ObjectNode) key).deepCopy();
    return whole.setAll((ObjectNode) values);
  }

  private static void add(
      List<Table> evidence, String caption, List<JsonNode> rows, List<String> columns) {
    if (!rows.isEmpty()) {
      Table table = Table.of(caption, columns);
      rows.forEach(
          row ->
              table.row(
                  "",
                  columns.stream().map(column -> Cell.of(column, row.get(column))).toList()));
      evidence.add(table);
    }
  }

  private static Table around(Divergence first) {
    Table around =
        Table.of("The batches around it", "batch ends at, ms", DSTREAM, STRUCTURED, "rows");
    for (Divergence.Neighbour near : first.around()) {
      around.row(
          Cell.number(near.batch()),
          Cell.number(near.dstreamRows()),
          Cell.number(near.structuredRows()),
          near.isEqual() ? Cell.text("equal") : Cell.text("differ").changed(true));
    }
    return around;
  }
}
