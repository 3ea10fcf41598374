package io.twinstream.migration.scan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a report for people: the summary first, then every finding in its class, then what to
 * write instead, the risks, and what could not be read.
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
    written.findings();
    written.equivalents();
    written.risks();
    written.unread();
    return written.text.toString();
  }

  private void summary() {
    ScanSummary summary = report.summary();
    line(
        "%,d classes read, %,d of Spark's own passed over, %,d not read",
        report.classesRead(), report.sparkClasses(), report.classesUnread().size());
    line(
        "%d streams, %d operators, %d outputs; %d findings, %d risks",
        summary.streams(),
        summary.operators(),
        summary.outputs(),
        report.findings().size(),
        report.risks().size());
    if (report.pythonRead() > 0) {
      line("%,d Python files read", report.pythonRead());
    }
    line("effort   %s", effort(report));
    String label = "hardest";
    for (ScanSummary.Place place : summary.hardest()) {
      line(
          "%-7s  %s.%s: %s",
          label, place.className(), place.method(), counts(place.byDifficulty()));
      label = "";
    }
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
          "  %-50s  %s",
          "%s:%s  %s".formatted(finding.method(), lineNumber(finding.line()), finding.api()),
          words(finding.difficulty()));
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
