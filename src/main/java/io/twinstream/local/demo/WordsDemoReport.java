package io.twinstream.local.demo;

import io.twinstream.api.Engine;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.LineChart;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What {@code bin/demo words} shows: three counts of each word, their growth, and the verdict. */
final class WordsDemoReport implements DemoReport {
  private static final double MILLIS = 1e3;

  private final WordCountDemo.Result result;
  private final WordTable words;

  public WordsDemoReport(WordCountDemo.Result result) {
    this.result = result;
    LinkedHashMap<String, Map<String, Long>> counters = new LinkedHashMap<>();
    for (Engine engine : Engine.values()) {
      counters.put(engine.label(), result.totals().get(engine));
    }
    counters.put("independent", result.independent());
    this.words = WordTable.of(counters);
  }

  @Override
  public boolean isEqual() {
    return result.isEqual();
  }

  @Override
  public void print(PrintWriter out, String took) {
    words.print(out);
    out.printf("%n%s%n%s%n", summary(took), verdict());
    out.flush();
  }

  @Override
  public String html(String took) {
    return HtmlPage.of("/io/twinstream/local/demo/demo.mustache", "twinstream demo: words")
        .verdict(HtmlPage.Tone.of(result.isEqual()), verdict())
        .fact("Input", summary(took))
        .fact("Engines", "both at once, on one socket; and an independent count in plain Java")
        .explainedIn("README.md")
        .charts(
            "charts",
            List.of(
                chart("counted", "Lines counted", "lines", WordCountDemo.Point::records, 1),
                chart(
                    "time-per-batch",
                    "Time per batch",
                    "processing time, s",
                    WordCountDemo.Point::processingMillis,
                    MILLIS)))
        .put("words", words.forPage())
        .render();
  }

  private LineChart chart(
      String id, String title, String y, ToLongFunction<WordCountDemo.Point> value, double unit) {
    return new LineChart(
        id,
        title,
        "since the start, s",
        y,
        EngineLines.of(
            result.points(),
            point -> point.atMillis() / MILLIS,
            point -> value.applyAsLong(point) / unit),
        List.of());
  }

  private String summary(String took) {
    return "%,d lines, %,d words, %,d distinct words, in %s"
        .formatted(
            result.lines(),
            result.independent().values().stream().mapToLong(Long::longValue).sum(),
            result.independent().size(),
            took);
  }

  private String verdict() {
    return result.isEqual()
        ? "EQUAL: dstream, structured and the independent count agree on every word"
        : "DIFFERENT: the three counts do not agree";
  }
}
