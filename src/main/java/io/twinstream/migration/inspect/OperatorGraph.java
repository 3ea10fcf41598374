package io.twinstream.migration.inspect;

import io.twinstream.report.Cell;
import io.twinstream.report.LayeredGraph;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The operators of a classic application as a drawing, inputs on top, and as a table. */
final class OperatorGraph {
  /** By number; an operator that is met again is kept as it was met first, with its parents. */
  private final SortedMap<Integer, DStreamCheckpoint.Operator> operators = new TreeMap<>();

  OperatorGraph(List<DStreamCheckpoint.Operator> outputs) {
    outputs.forEach(this::collect);
  }

  private void collect(DStreamCheckpoint.Operator operator) {
    if (!operator.isSeen()) {
      operators.put(operator.number(), operator);
      operator.parents().forEach(this::collect);
    }
  }

  /** Returns the drawing; empty if there is no operator. */
  String draw() {
    LayeredGraph graph = new LayeredGraph();
    for (DStreamCheckpoint.Operator each : operators.values()) {
      graph.box(
          each.number(),
          "#" + each.number() + " " + simple(each.type()),
          each.site(),
          each.parents().isEmpty() ? "source" : "",
          each.parents().stream().map(DStreamCheckpoint.Operator::number).toList());
    }
    return graph.draw(
        "%,d operators from the inputs to the outputs; the table below says the same"
            .formatted(operators.size()));
  }

  /** The package of a class that is not Spark's own is in the table. */
  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** Returns the same in words. */
  Table table() {
    Table table =
        Table.of(
            "Operators, from the outputs to the inputs",
            "no.",
            "operator",
            "made at",
            "reads",
            "details");
    for (DStreamCheckpoint.Operator each : operators.values()) {
      List<String> details = new ArrayList<>(each.details());
      table.row(
          Cell.text("#" + each.number()),
          Cell.text(each.type()),
          Cell.text(each.site()),
          Cell.text(
              each.parents().stream()
                  .map(parent -> "#" + parent.number())
                  .collect(Collectors.joining(", "))),
          Cell.text(String.join("; ", details)));
    }
    return table;
  }
}
