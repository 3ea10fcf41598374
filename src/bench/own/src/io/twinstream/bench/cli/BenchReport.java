package io.twinstream.bench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinstream.bench.shared.Chart;
import io.twinstream.bench.shared.Result;
import io.twinstream.bench.shared.Scenario;
import io.twinstream.report.HtmlPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
   * @param table as it is shown on the screen
   * @param charts of the results that are valid
   */
  record Section(JsonNode json, List<? extends Result> results, String table, List<Chart> charts) {
    static <R extends Result> Section of(Scenario<?, R> scenario, List<R> results, JsonNode json) {
      List<R> valid = results.stream().filter(Result::isValid).toList();
      return new Section(
          json,
          results,
          scenario.table(results),
          valid.isEmpty() ? List.of() : scenario.charts(valid));
    }
  }

  /**
   * Returns the page.
   *
   * @param sections one or more
   */
  static String of(List<Section> sections) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("machine", pairs(sections.get(0).json().get("machine")));
    values.put("scenarios", sections.stream().map(BenchReport::values).toList());
    return HtmlPage.render(TEMPLATE, values, JsonNodeFactory.instance.objectNode());
  }

  private static Map<String, Object> values(Section section) {
    return Map.of(
        "name", section.json().get("scenario").asText(),
        "settings", pairs(section.json().get("settings")),
        "charts", section.charts(),
        "failures",
            section.results().stream()
                .filter(each -> !each.isValid())
                .map(BenchReport::failure)
                .toList(),
        "table", section.table());
  }

  private static Map<String, String> failure(Result result) {
    return Map.of("name", result.contestant().label(), "why", result.why());
  }

  private static String pairs(JsonNode object) {
    List<String> pairs = new ArrayList<>();
    object
        .fields()
        .forEachRemaining(each -> pairs.add(each.getKey() + " " + each.getValue().asText()));
    return String.join(", ", pairs);
  }
}
