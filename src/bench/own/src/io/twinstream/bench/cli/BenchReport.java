package io.twinstream.bench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Result;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.Table;
import java.util.List;
import java.util.Map;

/** The results of scenarios as one page with charts that needs nothing beside it. */
final class BenchReport {
  private static final String TEMPLATE = "/io/twinstream/bench/cli/report.mustache";

  private BenchReport() {}

  /**
   * A scenario that has run.
   *
   * @param json as it is written to its file
   * @param summary what it measures
   * @param table as it is shown on the screen
   * @param figures the same for the page
   * @param charts of the results that are valid
   */
  record Section(
      JsonNode json,
      String summary,
      List<? extends Result> results,
      String table,
      Table figures,
      List<Chart> charts) {
    static <R extends Result> Section of(Scenario<?, R> scenario, List<R> results, JsonNode json) {
      List<R> valid = results.stream().filter(Result::isValid).toList();
      return new Section(
          json,
          scenario.summary(),
          results,
          scenario.table().text(results),
          scenario.table().table("Results of " + scenario.name(), results),
          valid.isEmpty() ? List.of() : scenario.charts(valid));
    }
  }

  /**
   * Returns the page.
   *
   * @param sections one or more
   */
  static String of(List<Section> sections) {
    return HtmlPage.of(TEMPLATE, "twinstream bench")
        .fact("Machine", SetupText.machine(sections.get(0).json().get("machine")))
        .fact(
            "Scenarios",
            String.join(", ", sections.stream().map(BenchReport::name).toList()))
        .explainedIn("bench.md")
        .put("scenarios", sections.stream().map(BenchReport::values).toList())
        .render();
  }

  private static String name(Section section) {
    return section.json().get("scenario").asText();
  }

  private static Map<String, Object> values(Section section) {
    return Map.of(
        "name", name(section),
        "summary", section.summary(),
        "settings", SetupText.settings(section.json().get("settings")),
        "charts", section.charts(),
        "failures",
            section.results().stream()
                .filter(each -> !each.isValid())
                .map(BenchReport::failure)
                .toList(),
        "figures", section.figures());
  }

  private static Map<String, String> failure(Result result) {
    return Map.of("contestant", result.contestant().label(), "why", result.why());
  }
}
