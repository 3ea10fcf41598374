package io.twinstream.local.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.Engine;
import io.twinstream.report.HtmlPage;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code bin/demo words} shows: three counts of each word, their growth, and the verdict. */
final class WordsDemoReport implements DemoReport {
  private static final ObjectMapper JSON = new ObjectMapper();

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
    ObjectNode data = JSON.createObjectNode();
    result.points().forEach((engine, points) -> data.set(engine.label(), JSON.valueToTree(points)));
    return HtmlPage.render(
        "/io/twinstream/local/demo/demo.mustache",
        Map.of(
            "title", "twinstream demo: words",
            "verdict", verdict(),
            "isEqual", result.isEqual(),
            "summary", summary(took),
            "rows", words.forPage()),
        data);
  }

  private String summary(String took) {
    return "%,d lines, %,d words, %,d different ones, in %s"
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
