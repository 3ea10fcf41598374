package io.twinstream.migration.scan;

import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a report as one page that needs nothing beside it: risks, findings grouped by class with a
 * search field, what to write instead of each API, and once the code of this repository's twins
 * that shows the before and the after.
 */
final class HtmlReport {
  private static final String TEMPLATE = "/io/twinstream/migration/scan/report.mustache";

  private HtmlReport() {}

  /** Returns the page. */
  public static String of(ScanReport report) {
    ScanSummary summary = report.summary();
    List<ClassGroup> classes = classes(report.findings());
    return HtmlPage.of(TEMPLATE, "What must change for Structured Streaming")
        .verdict(
            HtmlPage.Tone.PLAIN,
            "%,d findings and %,d risks in %,d classes and %,d Python files"
                .formatted(
                    report.findings().size(),
                    report.risks().size(),
                    report.classesRead(),
                    report.pythonRead()))
        .fact("Scanned", String.join(", ", report.scanned()))
        .fact(
            "Uses",
            "%,d streams, %,d operators, %,d outputs"
                .formatted(summary.streams(), summary.operators(), summary.outputs()))
        .fact("Spark's own", "%,d classes passed over".formatted(report.sparkClasses()))
        .fact(
            "Libraries",
            report.libraries().isEmpty()
                ? "none passed over"
                : TextReport.libraries(report.libraries()) + " passed over")
        .fact("Not read", "%,d".formatted(report.classesUnread().size()))
        .explainedIn("scan.md")
        .put("difficulties", difficulties(summary, report.findings().size()))
        .put("effort", TextReport.effort(report))
        .put("parts", TextReport.parts(summary.byPart()))
        .put("hardest", hardest(summary))
        .put("risks", risks(report.risks()))
        .put("points", ProgramFlow.POINTS_EXPLAINED)
        .put("programs", FlowPages.of(report))
        .put("byClass", byClass(classes))
        .put("classes", classes.stream().map(ClassGroup::values).toList())
        .put("apis", ApiTable.of(report.findings()))
        .put("settings", settings(report.settings()))
        .put("suppressed", suppressed(report.review()))
        .put("unread", unread(report.classesUnread()))
        .put("notFollowed", unread(report.notFollowed()))
        .put("twins", twins(report.findings()))
        .render();
  }

  private static List<Map<String, Object>> difficulties(ScanSummary summary, int all) {
    List<Map<String, Object>> shown = new ArrayList<>();
    summary
        .byDifficulty()
        .forEach(
            (difficulty, count) ->
                shown.add(
                    Map.of(
                        "label", difficulty.label(),
                        "words", TextReport.words(difficulty),
                        "count", "%,d".formatted(count),
                        "share", 100.0 * count / Math.max(1, all))));
    return shown;
  }

  private static List<Map<String, String>> hardest(ScanSummary summary) {
    return summary.hardest().stream()
        .map(
            place ->
                Map.of(
                    "place", ReadableNames.place(place.className(), place.method()),
                    "counts", TextReport.parts(place.byPart())))
        .toList();
  }

  /** The findings of a class. */
  private record ClassGroup(String id, String name, List<Finding> findings) {
    long count(Difficulty difficulty) {
      return findings.stream().filter(each -> each.difficulty() == difficulty).count();
    }

    /** A file of Python is named by its path. */
    private int simpleNameAt() {
      boolean isFile = findings.get(0).location().endsWith(".py") || name.contains(".ipynb");
      return name.lastIndexOf(isFile ? '/' : '.') + 1;
    }

    Map<String, Object> values() {
      return Map.of(
          "id", id,
          "room", name.substring(0, simpleNameAt()),
          "name", name.substring(simpleNameAt()),
          "count", "%,d".formatted(findings.size()),
          "location", findings.get(0).location(),
          "items", findings.stream().map(HtmlReport::values).toList());
    }
  }

  /** The hardest first. */
  private static List<ClassGroup> classes(List<Finding> findings) {
    List<ClassGroup> classes = new ArrayList<>();
    findings.stream()
        .collect(Collectors.groupingBy(Finding::className, LinkedHashMap::new, Collectors.toList()))
        .forEach((name, all) -> classes.add(new ClassGroup("class-" + classes.size(), name, all)));
    Comparator<ClassGroup> hardest = Comparator.comparingLong(each -> 0);
    for (Difficulty difficulty : hardestFirst()) {
      hardest = hardest.thenComparing(each -> -each.count(difficulty));
    }
    classes.sort(hardest);
    return classes;
  }

  private static List<Difficulty> hardestFirst() {
    List<Difficulty> all = new ArrayList<>(Arrays.asList(Difficulty.values()));
    Collections.reverse(all);
    return all;
  }

  private static Table byClass(List<ClassGroup> classes) {
    List<String> titles = new ArrayList<>(List.of("class", "findings"));
    hardestFirst().forEach(difficulty -> titles.add(TextReport.words(difficulty)));
    Table table = Table.of("Findings of each class, the hardest first", titles);
    for (ClassGroup each : classes) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.text(each.name()).styled("").linked(each.id()));
      cells.add(Cell.number(each.findings().size()));
      hardestFirst().forEach(difficulty -> cells.add(Cell.number(each.count(difficulty))));
      table.row("", cells);
    }
    return table;
  }

  private static Map<String, Object> values(Finding finding) {
    Rule rule = finding.rule();
    Map<String, Object> values = new HashMap<>();
    values.put("method", ReadableNames.method(finding.method()));
    values.put("line", TextReport.lineNumber(finding.line()));
    values.put("api", ReadableNames.api(finding.api()));
    values.put("difficulty", finding.difficulty().label());
    values.put("words", TextReport.words(finding.difficulty()));
    values.put("equivalent", rule.equivalent());
    values.put("equivalent4", rule.equivalent4());
    values.put("difference", rule.difference().equals("-") ? "" : rule.difference());
    values.put(
        "path", finding.path().stream().map(ReadableNames::api).collect(Collectors.joining(" > ")));
    values.put("twin", Twins.of(rule.example()).isPresent() ? rule.example() : "");
    return values;
  }

  private static List<Map<String, Object>> risks(List<Risk> risks) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Risk risk : risks) {
      String place = ReadableNames.place(risk.className(), risk.method());
      all.add(
          Map.of(
              "number", all.size(),
              "type", risk.type().label(),
              "place", place + ":" + TextReport.lineNumber(risk.line()),
              "detail", risk.detail(),
              "why", risk.why(),
              "advice", risk.advice()));
    }
    return all;
  }

  private static Table settings(List<SettingUse> settings) {
    Table table =
        Table.of(
            "Settings that the code names", "key", "value", "where", "what it does", "instead");
    for (SettingUse use : settings) {
      String place = ReadableNames.place(use.className(), use.method());
      table.row(
          Cell.text(use.key()),
          Cell.text(use.shownValue()),
          Cell.text(place + ":" + TextReport.lineNumber(use.line())),
          Cell.text(use.setting().meaning()),
          Cell.text(use.setting().advice()));
    }
    return table;
  }

  private static List<Map<String, String>> suppressed(Review review) {
    return review.suppressed().stream()
        .map(
            each ->
                Map.of(
                    "place", ReadableNames.place(each.className(), each.method()),
                    "what", ReadableNames.api(each.what()),
                    "reason", each.reason()))
        .toList();
  }

  private static List<Map<String, String>> unread(List<Unread> unread) {
    return unread.stream()
        .map(failure -> Map.of("name", failure.name(), "reason", failure.reason()))
        .toList();
  }

  /** Each job once; findings link to it. */
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
                          "classicFile", file(twin.classicFile()),
                          "classic", twin.classic(),
                          "portFile", file(twin.portFile()),
                          "port", twin.port())));
    }
    return twins;
  }

  private static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
