package io.twinstream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.SvgChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The results of scenarios as one page with charts that needs nothing beside it. */
public final class BenchReport {
  private static final String TEMPLATE = "/io/twinstream/bench/report.mustache";
  private static final String LIMIT = "limit ";

  private BenchReport() {}

  /**
   * A scenario.
   *
   * @param result as it is written to its JSON file
   * @param table as it is shown on the screen
   */
  public record Scenario(JsonNode result, String table) {}

  /**
   * Returns the page.
   *
   * @param scenarios one or more
   */
  public static String of(List<Scenario> scenarios) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("machine", pairs(scenarios.get(0).result().get("machine")));
    values.put("scenarios", scenarios.stream().map(BenchReport::values).toList());
    return HtmlPage.render(TEMPLATE, values, JsonNodeFactory.instance.objectNode());
  }

  private static Map<String, Object> values(Scenario scenario) {
    JsonNode result = scenario.result();
    List<JsonNode> rows = list(result.get("contestants"));
    List<JsonNode> right =
        rows.stream().filter(row -> row.get("correct").asBoolean() && !row.has("failure")).toList();
    return Map.of(
        "name", result.get("scenario").asText(),
        "settings", pairs(result.get("settings")),
        "charts", right.isEmpty() ? List.of() : charts(right),
        "failures",
            rows.stream().filter(row -> !right.contains(row)).map(BenchReport::failure).toList(),
        "table", scenario.table());
  }

  private static Map<String, String> failure(JsonNode row) {
    return Map.of(
        "name", row.get("name").asText(), "why", row.path("failure").asText("WRONG RESULT"));
  }

  private static List<Map<String, String>> charts(List<JsonNode> rows) {
    JsonNode first = rows.get(0);
    if (first.has("percentiles")) {
      return List.of(chart("Milliseconds, by percentile", latencies(rows)));
    }
    if (first.has("millisToFirstResult")) {
      return List.of(
          chart(
              "Milliseconds to the first result",
              SvgChart.bars(
                  bars(rows, row -> row.get("millisToFirstResult").get("median").asDouble()),
                  OptionalDouble.empty())));
    }
    if (first.has("savepointSeconds")) {
      return List.of(
          chart(
              "Seconds of a savepoint, by keys",
              growth(rows, "s", row -> row.get("savepointSeconds").asDouble())));
    }
    if (first.has("keys")) {
      return List.of(
          chart("Median time of a batch, by keys", growth(rows, "ms", batch("median"))),
          chart("Longest time of a batch, by keys", growth(rows, "ms", batch("max"))));
    }
    if (first.has("millisPerBatch")) {
      return List.of(
          chart(
              "Median milliseconds of a batch",
              SvgChart.bars(bars(rows, batch("median")), OptionalDouble.empty())));
    }
    return List.of(chart("Lines a second", rates(rows)));
  }

  private static Map<String, String> chart(String title, String svg) {
    return Map.of("title", title, "svg", svg);
  }

  /** The limit is that of a contestant that counts, if there is one. */
  private static String rates(List<JsonNode> rows) {
    OptionalDouble limit =
        rows.stream()
            .filter(row -> row.get("name").asText().startsWith(LIMIT))
            .filter(row -> row.get("name").asText().contains("count"))
            .mapToDouble(BenchReport::rate)
            .max();
    return SvgChart.bars(bars(rows, BenchReport::rate), limit);
  }

  private static List<SvgChart.Bar> bars(List<JsonNode> rows, ToDoubleFunction<JsonNode> value) {
    return rows.stream()
        .map(row -> new SvgChart.Bar(row.get("name").asText(), value.applyAsDouble(row)))
        .toList();
  }

  private static double rate(JsonNode row) {
    JsonNode rate = row.get("linesPerSecond");
    return (rate.has("median") ? rate.get("median") : rate).asDouble();
  }

  private static String latencies(List<JsonNode> rows) {
    List<String> percentiles =
        list(rows.get(0).get("percentiles")).stream()
            .map(each -> each.get("percentile").asText().replaceFirst("\\.0$", ""))
            .toList();
    return SvgChart.lines(
        percentiles,
        "ms",
        rows.stream()
            .map(
                row ->
                    new SvgChart.Line(
                        row.get("name").asText(),
                        list(row.get("percentiles")).stream()
                            .map(each -> each.get("millis").asDouble())
                            .toList()))
            .toList());
  }

  private static ToDoubleFunction<JsonNode> batch(String which) {
    return row -> row.get("millisPerBatch").get(which).asDouble();
  }

  private static String growth(List<JsonNode> rows, String unit, ToDoubleFunction<JsonNode> value) {
    List<Integer> keys =
        List.copyOf(
            rows.stream()
                .map(row -> row.get("keys").asInt())
                .collect(Collectors.toCollection(TreeSet::new)));
    Map<String, Map<Integer, Double>> values = new LinkedHashMap<>();
    for (JsonNode row : rows) {
      values
          .computeIfAbsent(row.get("name").asText(), any -> new LinkedHashMap<>())
          .put(row.get("keys").asInt(), value.applyAsDouble(row));
    }
    return SvgChart.lines(
        keys.stream().map("%,d"::formatted).toList(),
        unit,
        values.entrySet().stream()
            .map(
                each ->
                    new SvgChart.Line(
                        each.getKey(),
                        keys.stream()
                            .map(key -> each.getValue().getOrDefault(key, Double.NaN))
                            .toList()))
            .toList());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static String pairs(JsonNode object) {
    List<String> pairs = new ArrayList<>();
    object
        .fields()
        .forEachRemaining(each -> pairs.add(each.getKey() + " " + each.getValue().asText()));
    return String.join(", ", pairs);
  }
}
