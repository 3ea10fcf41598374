package io.twinstream.local.demo;

import io.twinstream.api.Engine;
import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.LineChart;
import io.twinstream.report.Table;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@code bin/demo orders} shows: each category, each window that differs, and the verdict. */
final class OrdersDemoReport implements DemoReport {
  private static final long TUMBLING_MILLIS = 300_000;
  private static final double MILLIS = 1e3;

  private final OrdersDemo.Result result;

  public OrdersDemoReport(OrdersDemo.Result result) {
    this.result = result;
  }

  /** Orders and cents. */
  private record Total(long orders, long cents) {
    private Total plus(OrdersDemo.Row row) {
      return new Total(orders + row.orders(), cents + row.revenueCents());
    }

    private String revenue() {
      return "%,.2f".formatted(BigDecimal.valueOf(cents, 2));
    }

    @Override
    public String toString() {
      return "%,d orders %15s".formatted(orders, revenue());
    }
  }

  @Override
  public boolean isEqual() {
    return result.isEqual();
  }

  @Override
  public void print(PrintWriter out, String took) {
    out.printf("%-10s %30s %30s %30s%n", "category", "dstream", "structured", "SQL");
    for (Map<String, Object> row : byCategory()) {
      out.printf(
          "%-10s %30s %30s %30s%n",
          row.get("name"), row.get("dstream"), row.get("structured"), row.get("sql"));
    }
    for (Map<String, Object> row : differing()) {
      out.printf(
          "differs: %s: dstream %s, structured %s, SQL %s%n",
          row.get("name"), row.get("dstream"), row.get("structured"), row.get("sql"));
    }
    out.printf("%n%s%n%s%n", summary(took), verdict());
    out.flush();
  }

  @Override
  public String html(String took) {
    return HtmlPage.of("/io/twinstream/local/demo/orders.mustache", "twinstream demo: orders")
        .verdict(HtmlPage.Tone.of(result.isEqual()), verdict())
        .fact("Input", summary(took))
        .fact("Engines", "two processes, from one Kafka topic into two tables of PostgreSQL")
        .explainedIn("README.md")
        .charts("charts", List.of(chart()))
        .put(
            "totals",
            table(
                "Totals (five-minute windows), which have each order once",
                "category",
                byCategory()))
        .put(
            "windows",
            table(
                "Each window, of five and of ten minutes", "window (UTC) and category", byWindow()))
        .render();
  }

  private LineChart chart() {
    return new LineChart(
        "orders",
        "Orders in the tables",
        "since the start, s",
        "orders",
        EngineLines.of(
            result.points(), point -> point.atMillis() / MILLIS, OrdersDemo.Point::orders),
        List.of(new LineChart.Mark(result.killedAtMillis() / MILLIS, "dstream killed by SIGKILL")));
  }

  private static Table table(String caption, String name, List<Map<String, Object>> lines) {
    Table table =
        Table.of(
            caption,
            name,
            "dstream, orders",
            "revenue",
            "structured, orders",
            "revenue",
            "SQL, orders",
            "revenue");
    for (Map<String, Object> line : lines) {
      Total sql = (Total) line.get("sql");
      List<Cell> cells = new ArrayList<>(List.of(Cell.text((String) line.get("name"))));
      for (Total total :
          List.of((Total) line.get("dstream"), (Total) line.get("structured"), sql)) {
        cells.add(Cell.number(total.orders).changed(total.orders != sql.orders));
        cells.add(Cell.figure(total.revenue()).changed(total.cents != sql.cents));
      }
      table.row("", cells);
    }
    return table;
  }

  private String summary(String took) {
    long orders =
        result.sql().stream()
            .filter(OrdersDemoReport::isTumbling)
            .mapToLong(OrdersDemo.Row::orders)
            .sum();
    return "%,d lines, of which %,d are orders that count; %,d windows and categories; dstream killed once; in %s"
        .formatted(result.lines(), orders, result.sql().size(), took);
  }

  private String verdict() {
    return result.isEqual()
        ? "EQUAL: both tables are to the cent what SQL gives over the lines of the topic"
        : "DIFFERENT: the tables are not what SQL gives";
  }

  private static boolean isTumbling(OrdersDemo.Row row) {
    return row.windowEnd() - row.windowStart() == TUMBLING_MILLIS;
  }

  /** Sums over the windows of five minutes, in which each order is once. */
  private List<Map<String, Object>> byCategory() {
    return lines(row -> isTumbling(row) ? row.category() : null);
  }

  private List<Map<String, Object>> byWindow() {
    return lines(
        row ->
            "%s to %s %s"
                .formatted(
                    Instant.ofEpochMilli(row.windowStart()),
                    Instant.ofEpochMilli(row.windowEnd()),
                    row.category()));
  }

  private List<Map<String, Object>> differing() {
    return byWindow().stream().filter(row -> (Boolean) row.get("differs")).toList();
  }

  /** Names a row; null leaves it out. */
  private interface Naming {
    String name(OrdersDemo.Row row);
  }

  private List<Map<String, Object>> lines(Naming naming) {
    Map<String, Total> dstream = totals(result.tables().get(Engine.DSTREAM), naming);
    Map<String, Total> structured = totals(result.tables().get(Engine.STRUCTURED), naming);
    Map<String, Total> sql = totals(result.sql(), naming);
    TreeSet<String> names = new TreeSet<>(sql.keySet());
    names.addAll(dstream.keySet());
    names.addAll(structured.keySet());
    Total none = new Total(0, 0);
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String name : names) {
      Total right = sql.getOrDefault(name, none);
      Map<String, Object> line = new HashMap<>();
      line.put("name", name);
      line.put("dstream", dstream.getOrDefault(name, none));
      line.put("structured", structured.getOrDefault(name, none));
      line.put("sql", right);
      line.put("differs", !right.equals(dstream.get(name)) || !right.equals(structured.get(name)));
      lines.add(line);
    }
    return lines;
  }

  private static Map<String, Total> totals(List<OrdersDemo.Row> rows, Naming naming) {
    Map<String, Total> totals = new TreeMap<>();
    for (OrdersDemo.Row row : rows) {
      String name = naming.name(row);
      if (name != null) {
        totals.merge(
            name, new Total(row.orders(), row.revenueCents()), (before, same) -> before.plus(row));
      }
    }
    return totals;
  }
}
