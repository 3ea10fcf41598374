package io.twinstream.migration.inspect;

import io.twinstream.report.Cell;
import io.twinstream.report.Svg;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The operators of a classic application as a drawing, inputs on top, and as a table. */
final class OperatorGraph {
  private static final int BOX = 240;
  private static final int HEIGHT = 50;
  private static final int GAP = 24;
  private static final int BETWEEN = 44;
  private static final int MOST_CHARACTERS = 28;
  private static final double HALF = 2.0;

  /** By number; an operator that is met again is kept as it was met first, with its parents. */
  private final SortedMap<Integer, DStreamCheckpoint.Operator> operators = new TreeMap<>();

  private final Map<Integer, Integer> layers = new HashMap<>();
  private final Map<Integer, Integer> places = new HashMap<>();
  private final Map<Integer, Integer> sizes = new HashMap<>();

  OperatorGraph(List<DStreamCheckpoint.Operator> outputs) {
    outputs.forEach(this::collect);
    // The greater the number, the nearer to the inputs it was met; places go from left to right.
    for (DStreamCheckpoint.Operator each : operators.values()) {
      int layer = layer(each);
      int place = sizes.merge(layer, 1, Integer::sum) - 1;
      places.put(each.number(), place);
    }
  }

  private void collect(DStreamCheckpoint.Operator operator) {
    if (!operator.isSeen()) {
      operators.put(operator.number(), operator);
      operator.parents().forEach(this::collect);
    }
  }

  private int layer(DStreamCheckpoint.Operator operator) {
    Integer known = layers.get(operator.number());
    if (known != null) {
      return known;
    }
    int layer = 0;
    for (DStreamCheckpoint.Operator parent : operator.parents()) {
      layer = Math.max(layer, 1 + layer(operators.getOrDefault(parent.number(), parent)));
    }
    layers.put(operator.number(), layer);
    return layer;
  }

  /** Returns the drawing; empty if there is no operator. */
  String draw() {
    if (operators.isEmpty()) {
      return "";
    }
    int widest = sizes.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    Svg svg =
        new Svg(
            widest * (BOX + GAP) + GAP,
            sizes.size() * (HEIGHT + BETWEEN),
            "%,d operators from the inputs to the outputs; the table below says the same"
                .formatted(operators.size()));
    for (DStreamCheckpoint.Operator each : operators.values()) {
      for (DStreamCheckpoint.Operator parent : each.parents()) {
        edge(svg, parent.number(), each.number(), widest);
      }
    }
    for (DStreamCheckpoint.Operator each : operators.values()) {
      double x = x(each.number(), widest);
      double y = y(each.number());
      svg.rect(x, y, BOX, HEIGHT, each.parents().isEmpty() ? "box source" : "box");
      svg.text(x + BOX / HALF, y + 20, "middle", "name", shown("#" + each.number() + " " + simple(each.type())));
      svg.text(x + BOX / HALF, y + 38, "middle", "muted", shown(each.site()));
    }
    return svg.toString();
  }

  private void edge(Svg svg, int from, int to, int widest) {
    double x1 = x(from, widest) + BOX / HALF;
    double x2 = x(to, widest) + BOX / HALF;
    double y1 = y(from) + HEIGHT;
    double y2 = y(to);
    svg.path(
        "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fm-5 -8l5 8l5 -8"
            .formatted(x1, y1, x1, y1 + BETWEEN / HALF, x2, y2 - BETWEEN / HALF, x2, y2),
        "edge");
  }

  private double x(int number, int widest) {
    int size = sizes.get(layers.get(number));
    double left = (widest - size) * (BOX + GAP) / HALF;
    return GAP + left + places.get(number) * (BOX + GAP);
  }

  private double y(int number) {
    return layers.get(number) * (HEIGHT + BETWEEN) + 4;
  }

  /** The package of a class that is not Spark's own is in the table. */
  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static String shown(String text) {
    return text.length() <= MOST_CHARACTERS
        ? text
        : text.substring(0, MOST_CHARACTERS - 1) + "…";
  }

  /** Returns the same in words. */
  Table table() {
    Table table =
        Table.of("Operators, from the outputs to the inputs", "no.", "operator", "made at", "reads", "details");
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
