package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.RowFormat;
import io.twinstream.report.HtmlPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** A comparison as one HTML page that needs nothing but itself. */
final class HtmlReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_POINTS = 1_000;
  private static final int BATCHES_SHOWN = 25;
  private static final int ROWS_SHOWN = 50;
  private static final int BEFORE_DIVERGENCE = 3;

  private HtmlReport() {}

  /** Returns the page. */
  public static String of(Comparison.Result result) {
    ObjectNode data = JSON.createObjectNode();
    data.set("charts", charts(result));
    data.set("columns", JSON.valueToTree(result.format().columns()));
    data.set("batches", batches(result));
    return HtmlPage.render(
        "/io/twinstream/migration/compare/report.mustache",
        Map.of(
            "title", "twinstream compare: " + result.job(),
            "verdict", Reports.verdict(result),
            "isEqual", result.isEqual(),
            "details", Reports.text(result),
            "input", result.recording().file().toString(),
            "rowsShown", ROWS_SHOWN),
        data);
  }

  private static ArrayNode charts(Comparison.Result result) {
    long interval = result.recording().interval().toMillis();
    int batches = result.recording().batches();
    int stride = Math.max(1, (batches + MOST_POINTS - 1) / MOST_POINTS);
    ArrayNode charts = JSON.createArrayNode();
    charts.add(
        chart(
            "Rows per batch",
            interval,
            batches,
            stride,
            batch -> result.dstream().rowsPerBatch().getOrDefault(batch, 0L),
            batch -> result.structured().rowsPerBatch().getOrDefault(batch, 0L)));
    charts.add(
        chart(
            "Time per batch, ms",
            interval,
            batches,
            stride,
            batch -> result.dstream().millisPerBatch().getOrDefault(batch, 0L),
            batch -> result.structured().millisPerBatch().getOrDefault(batch, 0L)));
    return charts;
  }

  /** Of many batches each point is the greatest of a few neighbours. */
  private static ObjectNode chart(
      String title,
      long interval,
      int batches,
      int stride,
      LongUnaryOperator dstream,
      LongUnaryOperator structured) {
    ObjectNode chart = JSON.createObjectNode().put("title", title);
    ArrayNode labels = chart.putArray("labels");
    ArrayNode left = chart.putArray("dstream");
    ArrayNode right = chart.putArray("structured");
    for (long k = 0; k < batches; k += stride) {
      long[] times =
          LongStream.range(k, Math.min(batches, k + stride)).map(i -> (i + 1) * interval).toArray();
      labels.add(times[0]);
      left.add(LongStream.of(times).map(dstream).max().orElse(0));
      right.add(LongStream.of(times).map(structured).max().orElse(0));
    }
    return chart;
  }

  /**
   * The rows of the batches around the first divergence, or of the first batches, side by side by
   * key.
   */
  private static ArrayNode batches(Comparison.Result result) {
    long interval = result.recording().interval().toMillis();
    long from =
        result.first().map(first -> first.batch() - BEFORE_DIVERGENCE * interval).orElse(0L);
    ArrayNode batches = JSON.createArrayNode();
    try (RowLog left = RowLog.open(result.dstream().rows());
        RowLog right = RowLog.open(result.structured().rows())) {
      while (batches.size() < BATCHES_SHOWN && (left.hasNext() || right.hasNext())) {
        long batch =
            Math.min(
                left.hasNext() ? left.peek() : Long.MAX_VALUE,
                right.hasNext() ? right.peek() : Long.MAX_VALUE);
        List<String> leftRows = left.rowsOf(batch);
        List<String> rightRows = right.rowsOf(batch);
        if (batch >= from) {
          batches.add(batch(batch, leftRows, rightRows, result.format()));
        }
      }
    }
    return batches;
  }

  private static ObjectNode batch(
      long batch, List<String> left, List<String> right, RowFormat format) {
    Map<String, List<List<JsonNode>>> byKey = new TreeMap<>();
    collect(left, 0, format, byKey);
    collect(right, 1, format, byKey);
    ObjectNode node = JSON.createObjectNode().put("batch", batch).put("equal", left.equals(right));
    node.put("dstreamRows", left.size()).put("structuredRows", right.size());
    ArrayNode rows = node.putArray("rows");
    byKey.values().stream()
        // Differences first, so that they are among the rows shown.
        .sorted((a, b) -> Boolean.compare(a.get(0).equals(a.get(1)), b.get(0).equals(b.get(1))))
        .limit(ROWS_SHOWN)
        .forEach(
            sides ->
                rows.addObject()
                    .putArray("sides")
                    .addAll(List.of(side(sides.get(0)), side(sides.get(1)))));
    return node;
  }

  private static void collect(
      List<String> lines, int side, RowFormat format, Map<String, List<List<JsonNode>>> byKey) {
    for (String line : lines) {
      JsonNode row = RowLog.parse(line);
      byKey
          .computeIfAbsent(
              BatchDiff.part(row, format.keyColumns()).toString(),
              key -> List.of(new ArrayList<>(), new ArrayList<>()))
          .get(side)
          .add(row);
    }
  }

  private static JsonNode side(List<JsonNode> rows) {
    return JSON.createArrayNode().addAll(rows);
  }
}
