package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.api.RowFormat;
import io.twinstream.error.DurationText;
import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.LineChart;
import io.twinstream.report.SideBySide;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** A comparison as one HTML page that needs nothing but itself. */
final class HtmlReport {
  private static final int MOST_POINTS = 1_000;
  private static final int BATCHES_SHOWN = 25;
  private static final int ROWS_SHOWN = 50;
  private static final int BEFORE_DIVERGENCE = 3;
  private static final double MILLIS = 1e3;
  private static final String DSTREAM = "dstream";
  private static final String STRUCTURED = "structured";

  private HtmlReport() {}

  /**
   * Returns the page.
   *
   * @param options of the job, as they were written
   */
  public static String of(Comparison.Result result, String options) {
    HtmlPage page =
        HtmlPage.of(
                "/io/twinstream/migration/compare/report.mustache",
                "twinstream compare: " + result.job())
            .verdict(tone(result.verdict()), Reports.verdict(result))
            .fact("Job", result.job())
            .fact("Options", options)
            .fact("Input", result.recording().file().toString())
            .fact(
                "Batches",
                "%,d of %s, %,d lines"
                    .formatted(
                        result.recording().batches(),
                        DurationText.show(result.recording().interval()),
                        result.recording().records()))
            .fact("Key", String.join(", ", result.format().keyColumns()))
            .explainedIn("compare.md")
            .put("totals", totals(result))
            .put("batches", batches(result))
            .put("rowsShown", ROWS_SHOWN)
            .charts("charts", charts(result));
    result.first().ifPresent(first -> DivergenceSection.put(first, result.format(), page));
    return page.render();
  }

  static HtmlPage.Tone tone(Verdict verdict) {
    return verdict == Verdict.NOTHING_COMPARED
        ? HtmlPage.Tone.PLAIN
        : HtmlPage.Tone.of(verdict == Verdict.EQUAL);
  }

  private static Table totals(Comparison.Result result) {
    Table totals =
        Table.of(
            "What each engine made of the input",
            "engine",
            "rows",
            "batches with rows",
            "rows left out",
            "took, s");
    for (EngineRun run : List.of(result.dstream(), result.structured())) {
      totals.row(
          Cell.text(run.engine().label()).styled(color(run.engine().label())),
          Cell.number(run.rowCount()),
          Cell.number(run.rowsPerBatch().size()),
          Cell.number(run.leftOut()),
          Cell.figure("%,.1f".formatted(run.took().toMillis() / MILLIS)));
    }
    return totals;
  }

  private static String color(String engine) {
    return engine.equals(DSTREAM) ? "left" : "right";
  }

  private static List<LineChart> charts(Comparison.Result result) {
    String at = "end of the batch in the recording, s";
    return List.of(
        new LineChart(
            "rows-per-batch",
            "Rows per batch",
            at,
            "rows",
            List.of(
                line(result, DSTREAM, batch -> rows(result.dstream(), batch), 1),
                line(result, STRUCTURED, batch -> rows(result.structured(), batch), 1)),
            List.of()),
        new LineChart(
            "time-per-batch",
            "Time per batch",
            at,
            "processing time, s",
            List.of(
                line(result, DSTREAM, batch -> millis(result.dstream(), batch), MILLIS),
                line(result, STRUCTURED, batch -> millis(result.structured(), batch), MILLIS)),
            List.of()));
  }

  private static long rows(EngineRun run, long batch) {
    return run.rowsPerBatch().getOrDefault(batch, 0L);
  }

  private static long millis(EngineRun run, long batch) {
    return run.millisPerBatch().getOrDefault(batch, 0L);
  }

  /** Of many batches each point is the greatest of a few neighbours. */
  private static LineChart.Line line(
      Comparison.Result result, String engine, LongUnaryOperator value, double unit) {
    long interval = result.recording().interval().toMillis();
    int batches = result.recording().batches();
    int stride = Math.max(1, (batches + MOST_POINTS - 1) / MOST_POINTS);
    List<LineChart.Point> points = new ArrayList<>();
    for (long k = 0; k < batches; k += stride) {
      long[] times =
          LongStream.range(k, Math.min(batches, k + stride)).map(i -> (i + 1) * interval).toArray();
      points.add(
          new LineChart.Point(
              times[0] / MILLIS, Arrays.stream(times).map(value).max().orElse(0) / unit));
    }
    return new LineChart.Line(engine, color(engine), points);
  }

  /**
   * The rows of the batches around the first divergence, or of the first batches, side by side by
   * key.
   */
  private static List<Map<String, Object>> batches(Comparison.Result result) {
    long interval = result.recording().interval().toMillis();
    long from =
        result.first().map(first -> first.batch() - BEFORE_DIVERGENCE * interval).orElse(0L);
    List<Map<String, Object>> batches = new ArrayList<>();
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

  private static Map<String, Object> batch(
      long batch, List<String> left, List<String> right, RowFormat format) {
    Map<String, List<List<JsonNode>>> byKey = new TreeMap<>();
    collect(left, 0, format, byKey);
    collect(right, 1, format, byKey);
    boolean isEqual = left.equals(right);
    SideBySide rows =
        new SideBySide(
            "Batch that ends at %,d ms: %,d rows in dstream, %,d in structured%s"
                .formatted(batch, left.size(), right.size(), isEqual ? "" : "; they differ"),
            DSTREAM,
            STRUCTURED,
            format.columns());
    byKey.values().stream()
        // Differences first, so that they are among the rows shown.
        .sorted((a, b) -> Boolean.compare(a.get(0).equals(a.get(1)), b.get(0).equals(b.get(1))))
        .limit(ROWS_SHOWN)
        .forEach(sides -> rows.add(sides.get(0), sides.get(1)));
    Map<String, Object> shown = new HashMap<>();
    shown.put("name", "%,d ms%s".formatted(batch, isEqual ? "" : ", differs"));
    shown.put("differs", !isEqual);
    shown.put("sides", rows.table());
    return shown;
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
}
