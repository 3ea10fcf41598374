package io.twinstream.local.demo;

import io.twinstream.migration.compare.Comparison;
import io.twinstream.report.HtmlPage;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code bin/demo difference} shows: the report on each wrong port. */
final class DifferenceDemoReport implements DemoReport {
  private final Map<WrongPort, Comparison.Result> results;

  DifferenceDemoReport(Map<WrongPort, Comparison.Result> results) {
    this.results = results;
  }

  /** Tells whether each port was found, and called by its name. */
  @Override
  public boolean isEqual() {
    return results.entrySet().stream().allMatch(each -> isFound(each.getKey(), each.getValue()));
  }

  @Override
  public void print(PrintWriter out, String took) {
    results.forEach(
        (port, result) ->
            out.printf(
                "=== %s: %s%n%s%n", name(port), port.mistake(), result.text().stripTrailing()));
    out.printf("%s, in %s%n", verdict(), took);
    out.flush();
  }

  @Override
  public String html(String took) {
    List<Map<String, String>> ports =
        results.entrySet().stream()
            .map(
                each ->
                    Map.of(
                        "name", name(each.getKey()),
                        "mistake", each.getKey().mistake(),
                        "report", each.getValue().text()))
            .toList();
    return HtmlPage.of(
            "/io/twinstream/local/demo/difference.mustache", "twinstream demo: difference")
        .verdict(HtmlPage.Tone.of(isEqual()), verdict())
        .fact("Compared", "word count beside three ports, each wrong in a usual way; in " + took)
        .explainedIn("compare.md")
        .put("ports", ports)
        .render();
  }

  private String verdict() {
    long found =
        results.entrySet().stream().filter(each -> isFound(each.getKey(), each.getValue())).count();
    return "%d of %d wrong ports were found, each by its name".formatted(found, results.size());
  }

  private static boolean isFound(WrongPort port, Comparison.Result result) {
    return !result.isEqual() && result.text().contains("): " + port.kind());
  }

  private static String name(WrongPort port) {
    return port.name().toLowerCase(Locale.ROOT);
  }
}
