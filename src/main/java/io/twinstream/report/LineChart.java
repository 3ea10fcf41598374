package io.twinstream.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lines over time that a browser draws, with the same as a sentence and as a table.
 *
 * @param id of the drawing on the page
 * @param x title of the axis, with its unit
 * @param y likewise
 * @param lines what is drawn
 * @param marks moments that are drawn across
 */
public record LineChart(
    String id, String title, String x, String y, List<Line> lines, List<Mark> marks) {
  private static final int MOST_ROWS = 200;

  /**
   * A line.
   *
   * @param color {@code left} or {@code right}, as the sides have everywhere
   */
  public record Line(String name, String color, List<Point> points) {
    private String summary() {
      return points.stream()
          .max(Comparator.comparingDouble(Point::y))
          .map(
              most ->
                  "%s: %,d points, at most %s at %s"
                      .formatted(name, points.size(), number(most.y), number(most.x)))
          .orElse(name + ": no points");
    }
  }

  /** A point of a line. */
  public record Point(double x, double y) {}

  /** A moment with its name. */
  public record Mark(double x, String label) {}

  /** Returns what the chart shows, for those who do not see it. */
  String summary() {
    String all = lines.stream().map(Line::summary).collect(Collectors.joining("; "));
    String moments =
        marks.stream().map(mark -> "; %s at %s".formatted(mark.label, number(mark.x))).collect(
            Collectors.joining());
    return "%s (%s, over %s). %s%s.".formatted(title, y, x, all, moments);
  }

  /** Returns what a reader may not see at once; empty if there is nothing. */
  String note() {
    boolean isSame =
        lines.size() > 1
            && !lines.get(0).points.isEmpty()
            && lines.stream().map(Line::points).distinct().count() == 1;
    return isSame ? "The lines coincide." : "";
  }

  /** Returns the points as a table; of many, each of a few. */
  Table table() {
    Map<Double, List<Cell>> rows = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      for (Point point : lines.get(i).points) {
        List<Cell> row = rows.computeIfAbsent(point.x, any -> new ArrayList<>());
        while (row.size() < i) {
          row.add(Cell.empty());
        }
        if (row.size() == i) {
          row.add(Cell.figure(number(point.y)));
        }
      }
    }
    int every = (rows.size() + MOST_ROWS - 1) / MOST_ROWS;
    List<String> titles = new ArrayList<>(List.of(x));
    lines.forEach(line -> titles.add(line.name));
    Table table =
        Table.of(
            "%s: %s%s".formatted(title, y, every > 1 ? ", one of %d points".formatted(every) : ""),
            titles);
    int at = 0;
    for (Map.Entry<Double, List<Cell>> each : rows.entrySet()) {
      if (at++ % every == 0) {
        List<Cell> cells = new ArrayList<>(List.of(Cell.figure(number(each.getKey()))));
        cells.addAll(each.getValue());
        while (cells.size() < titles.size()) {
          cells.add(Cell.empty());
        }
        table.row("", cells);
      }
    }
    return table;
  }

  ObjectNode json() {
    ObjectNode chart = new ObjectMapper().createObjectNode();
    chart.put("id", id).put("title", title).put("x", x).put("y", y);
    ArrayNode all = chart.putArray("lines");
    for (Line line : lines) {
      ArrayNode points =
          all.addObject().put("name", line.name).put("color", line.color).putArray("points");
      line.points.forEach(point -> points.addArray().add(point.x).add(point.y));
    }
    ArrayNode moments = chart.putArray("marks");
    marks.forEach(mark -> moments.addObject().put("x", mark.x).put("label", mark.label));
    return chart;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.3f", value).replaceFirst("0+$", "");
  }
}
