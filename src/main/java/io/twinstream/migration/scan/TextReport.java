package io.twinstream.migration.scan;

import io.twinstream.error.Plural;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a report for people: the summary first, then the risks, what to write instead, every
 * finding in its class, the settings, and what could not be read.
 */
final class TextReport {
  private final StringBuilder text = new StringBuilder();
  private final ScanReport report;

  private TextReport(ScanReport report) {
    this.report = report;
  }

  /** Returns the report, with a line feed at the end. */
  public static String of(ScanReport report) {
    TextReport written = new TextReport(report);
    written.summary();
    written.risks();
    written.flows();
    written.equivalents();
    written.findings();
    written.settings();
    written.suppressed();
    written.unread();
    return written.text.toString();
  }

  private void summary() {
    ScanSummary summary = report.summary();
    line(
        "%,d classes read, %,d of Spark's own passed over, %,d not read",
        report.classesRead(), report.sparkClasses(), report.classesUnread().size());
    if (report.pythonRead() > 0) {
      line("%s of Python read", Plural.of(report.pythonRead(), "file"));
    }
    if (!report.libraries().isEmpty()) {
      line("of libraries, passed over: %s", libraries(report.libraries()));
    }
    line(
        "%s, %s, %s; %s, %s, %s",
        Plural.of(summary.streams(), "stream"),
        Plural.of(summary.operators(), "operator"),
        Plural.of(summary.outputs(), "output"),
        Plural.of(report.findings().size(), "finding"),
        Plural.of(report.risks().size(), "risk"),
        Plural.of(report.settings().size(), "setting"));
    if (report.review().baseline().isPresent()) {
      line("new      %s", news());
    }
    line("effort   %s", parts(summary.byPart()));
    line("calls    %s", effort(report));
    String label = "hardest";
    for (ScanSummary.Place place : summary.hardest()) {
      line("%-7s  %s.%s: %s", label, place.className(), place.method(), parts(place.byPart()));
      label = "";
    }
  }

  private String news() {
    long findings =
        report.findings().stream()
            .filter(each -> report.review().isNew(each.fingerprint()))
            .count();
    long risks =
        report.risks().stream().filter(each -> report.review().isNew(each.fingerprint())).count();
    return "%s, %s; the others are in the baseline"
        .formatted(Plural.of(findings, "finding"), Plural.of(risks, "risk"));
  }

  /** Returns for example {@code Cassandra connector (1028 classes)}. */
  static String libraries(Map<String, Integer> libraries) {
    return libraries.entrySet().stream()
        .map(each -> "%s (%s)".formatted(each.getKey(), classes(each.getValue())))
        .collect(Collectors.joining(", "));
  }

  private static String classes(int count) {
    return count == 1 ? "1 class" : count + " classes";
  }

  /** Returns for example {@code 1 source (care), 3 operators (2 mechanical, 1 care)}. */
  static String parts(Map<Part, Map<Difficulty, Integer>> parts) {
    String text =
        parts.entrySet().stream()
            .map(each -> part(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "no stream to port" : text;
  }

  private static String part(Part part, Map<Difficulty, Integer> counts) {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    String difficulties =
        counts.size() == 1 ? words(counts.keySet().iterator().next()) : counts(counts);
    return "%s (%s)".formatted(part.words(all), difficulties);
  }

  /** Returns how much work there is, and says so if there may be more. */
  static String effort(ScanReport report) {
    String known = counts(report.summary().byDifficulty());
    if (!report.isInPart()) {
      return known;
    }
    return report.findings().isEmpty()
        ? "not known, as not all was read and followed"
        : known + "; not all was read and followed";
  }

  /** Returns for example {@code 3 care, 1 no equivalent}. */
  static String counts(Map<Difficulty, Integer> byDifficulty) {
    String counts =
        byDifficulty.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + words(entry.getKey()))
            .collect(Collectors.joining(", "));
    return counts.isEmpty() ? "nothing to change" : counts;
  }

  static String words(Difficulty difficulty) {
    return difficulty == Difficulty.NONE ? "no equivalent" : difficulty.label();
  }

  private void findings() {
    String className = "";
    for (Finding finding : report.findings()) {
      if (!finding.className().equals(className)) {
        className = finding.className();
        line("");
        line("%s", className);
      }
      line(
          "  %-50s  %s%s",
          "%s:%s  %s".formatted(finding.method(), lineNumber(finding.line()), finding.api()),
          words(finding.difficulty()),
          isMarked(finding.fingerprint()) ? "  new" : "");
      if (!finding.path().isEmpty()) {
        line("      in %s", String.join(" > ", finding.path()));
      }
    }
  }

  private void equivalents() {
    Map<Rule, List<Finding>> byRule =
        report.findings().stream()
            .collect(Collectors.groupingBy(Finding::rule, LinkedHashMap::new, Collectors.toList()));
    if (byRule.isEmpty()) {
      return;
    }
    line("");
    line("What to write instead");
    byRule.forEach(this::equivalent);
  }

  private void equivalent(Rule rule, List<Finding> findings) {
    String apis =
        findings.stream().map(Finding::api).distinct().sorted().collect(Collectors.joining(", "));
    line("  %s  (%d x %s)", apis, findings.size(), words(rule.difficulty()));
    line("      ->   %s", rule.equivalent());
    if (!rule.equivalent4().isEmpty()) {
      line("      4.x  %s", rule.equivalent4());
    }
    if (!rule.difference().equals("-")) {
      line("      but  %s", rule.difference());
    }
    if (!rule.example().isEmpty()) {
      line("      job  %s", rule.example());
    }
  }

  private void flows() {
    if (report.flows().isEmpty()) {
      return;
    }
    line("");
    line("Streams, the program with the least work first (%s)", ProgramFlow.POINTS_EXPLAINED);
    for (ProgramFlow flow : report.flows()) {
      line("  %s  %s", flow.program(), flow.facts());
      for (ProgramFlow.Line each : flow.lines()) {
        Step step = each.step();
        line(
            "    %-54s  %s  %s",
            each.text(),
            "%s:%s".formatted(ReadableNames.method(step.method()), lineNumber(step.line())),
            words(step.rule().difficulty()));
      }
      for (HandOver each : flow.handOvers()) {
        line("    %s: %s", each.what(), each.where());
        line("      ->   %s", each.how());
      }
    }
  }

  private void risks() {
    Map<List<String>, List<Risk>> byText =
        report.risks().stream()
            .collect(
                Collectors.groupingBy(
                    risk -> List.of(risk.type().label(), risk.why(), risk.advice()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    if (byText.isEmpty()) {
      return;
    }
    line("");
    line("Risks");
    byText.forEach(
        (texts, risks) -> {
          line("  %s", texts.get(0));
          for (Risk risk : risks) {
            line(
                "      at   %s.%s:%s  %s",
                risk.className(), risk.method(), lineNumber(risk.line()), risk.detail());
          }
          line("      why  %s", texts.get(1));
          line("      do   %s", texts.get(2));
        });
  }

  private void settings() {
    if (report.settings().isEmpty()) {
      return;
    }
    line("");
    line("Settings");
    Map<Setting, List<SettingUse>> byRow =
        report.settings().stream()
            .collect(
                Collectors.groupingBy(
                    SettingUse::setting, LinkedHashMap::new, Collectors.toList()));
    byRow.forEach(
        (row, uses) -> {
          for (SettingUse use : uses) {
            line(
                "  %s = %s  (%s.%s:%s)",
                use.key(), use.shownValue(), use.className(), use.method(), lineNumber(use.line()));
          }
          line("      is   %s", row.meaning());
          line("      ->   %s", row.advice());
        });
  }

  private void suppressed() {
    Review review = report.review();
    if (!review.suppressed().isEmpty()) {
      line("");
      line("Suppressed");
      for (Suppressed each : review.suppressed()) {
        line(
            "  %s.%s:%s  %s: %s",
            each.className(), each.method(), lineNumber(each.line()), each.what(), each.reason());
      }
    }
    if (!review.unused().isEmpty()) {
      line("");
      line("Suppressions that cover nothing");
      review.unused().forEach(place -> line("  %s", place));
    }
  }

  private boolean isMarked(String fingerprint) {
    return report.review().baseline().isPresent() && report.review().isNew(fingerprint);
  }

  private void unread() {
    list("Not read", report.classesUnread());
    list("Not followed", report.notFollowed());
  }

  private void list(String title, List<Unread> places) {
    if (places.isEmpty()) {
      return;
    }
    line("");
    line("%s", title);
    places.forEach(place -> line("  %s: %s", place.name(), place.reason()));
  }

  static String lineNumber(int line) {
    return line == 0 ? "?" : Integer.toString(line);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
