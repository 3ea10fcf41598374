package io.twinstream.migration.scan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.twinstream.report.HtmlPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a report as one page that needs nothing beside it: findings grouped by class, a search
 * field, and for each finding the code of this repository's twins that shows the before and the
 * after.
 */
final class HtmlReport {
  private static final String TEMPLATE = "/io/twinstream/migration/scan/report.mustache";

  private HtmlReport() {}

  /** Returns the page. */
  public static String of(ScanReport report) {
    ScanSummary summary = report.summary();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("classesRead", "%,d".formatted(report.classesRead()));
    values.put("sparkClasses", "%,d".formatted(report.sparkClasses()));
    values.put("streams", summary.streams());
    values.put("operators", summary.operators());
    values.put("outputs", summary.outputs());
    values.put("findings", report.findings().size());
    values.put("riskCount", report.risks().size());
    values.put("difficulties", difficulties(summary));
    values.put("hardest", hardest(summary));
    values.put("classes", classes(report.findings()));
    values.put("risks", risks(report.risks()));
    values.put("unreadCount", report.classesUnread().size());
    values.put("unread", unread(report.classesUnread()));
    values.put("twins", twins(report.findings()));
    return HtmlPage.render(TEMPLATE, values, JsonNodeFactory.instance.objectNode());
  }

  private static List<Map<String, Object>> difficulties(ScanSummary summary) {
    List<Map<String, Object>> all = new ArrayList<>();
    summary
        .byDifficulty()
        .forEach(
            (difficulty, count) ->
                all.add(Map.of("label", difficulty.label(), "count", count.toString())));
    return all;
  }

  private static List<Map<String, String>> hardest(ScanSummary summary) {
    return summary.hardest().stream()
        .map(
            place ->
                Map.of(
                    "place",
                    place.className() + "." + place.method(),
                    "counts",
                    TextReport.counts(place.byDifficulty())))
        .toList();
  }

  private static List<Map<String, Object>> classes(List<Finding> findings) {
    List<Map<String, Object>> classes = new ArrayList<>();
    findings.stream()
        .collect(Collectors.groupingBy(Finding::className, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (name, all) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("name", name);
              one.put("location", all.get(0).location());
              one.put("findings", all.stream().map(HtmlReport::values).toList());
              classes.add(one);
            });
    return classes;
  }

  private static Map<String, Object> values(Finding finding) {
    Rule rule = finding.rule();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("method", finding.method());
    values.put("line", TextReport.lineNumber(finding.line()));
    values.put("api", finding.api());
    values.put("difficulty", finding.difficulty().label());
    values.put("equivalent", rule.equivalent());
    putUnlessEmpty(values, "equivalent4", rule.equivalent4());
    putUnlessEmpty(values, "difference", rule.difference().equals("-") ? "" : rule.difference());
    putUnlessEmpty(values, "path", String.join(" > ", finding.path()));
    putUnlessEmpty(values, "twin", Twins.of(rule.example()).isPresent() ? rule.example() : "");
    return values;
  }

  /** The template leaves out what is not there; an empty text would be there. */
  private static void putUnlessEmpty(Map<String, Object> values, String name, String text) {
    if (!text.isEmpty()) {
      values.put(name, text);
    }
  }

  private static List<Map<String, String>> risks(List<Risk> risks) {
    List<Map<String, String>> all = new ArrayList<>();
    for (Risk risk : risks) {
      String place = risk.className() + "." + risk.method();
      all.add(
          Map.of(
              "type", risk.type().label(),
              "place", place + ":" + TextReport.lineNumber(risk.line()),
              "detail", risk.detail(),
              "why", risk.why(),
              "advice", risk.advice()));
    }
    return all;
  }

  private static List<Map<String, String>> unread(List<Unread> unread) {
    return unread.stream()
        .map(failure -> Map.of("name", failure.name(), "reason", failure.reason()))
        .toList();
  }

  /** Each job once; the page copies its code to where it is opened. */
  private static List<Map<String, String>> twins(List<Finding> findings) {
    List<Map<String, String>> twins = new ArrayList<>();
    for (String job :
        findings.stream()
            .map(finding -> finding.rule().example())
            .collect(Collectors.toCollection(TreeSet::new))) {
      Twins.of(job)
          .ifPresent(
              twin ->
                  twins.add(
                      Map.of(
                          "job", job,
                          "classicFile", twin.classicFile(),
                          "classic", twin.classic(),
                          "portFile", twin.portFile(),
                          "port", twin.port())));
    }
    return twins;
  }
}
