package io.twinstream.migration.scan;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a report for people: the summary first, then every finding, then the risks. */
public final class TextReport {
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
    written.risks();
    written.unread();
    return written.text.toString();
  }

  private void summary() {
    ScanSummary summary = report.summary();
    line(
        "%,d classes read (%,d of them Spark's own, passed over), %,d not read",
        report.classesRead(), report.sparkClasses(), report.classesUnread().size());
    line(
        "%d streams, %d operators, %d outputs; %d findings, %d risks",
        summary.streams(),
        summary.operators(),
        summary.outputs(),
        report.findings().size(),
        report.risks().size());
    line("effort:  %s", counts(summary.byDifficulty(), true));
    String label = "hardest:";
    for (ScanSummary.Place place : summary.hardest()) {
      line(
          "%s %s.%s: %s",
          label, place.className(), place.method(), counts(place.byDifficulty(), false));
      label = "        ";
    }
  }

  private static String counts(Map<Difficulty, Integer> byDifficulty, boolean isAll) {
    return byDifficulty.entrySet().stream()
        .filter(entry -> isAll || entry.getValue() > 0)
        .map(
            entry ->
                entry.getValue()
                    + " "
                    + (entry.getKey() == Difficulty.NONE
                        ? "no equivalent"
                        : entry.getKey().label()))
        .collect(Collectors.joining(", "));
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
          "  %s:%s  %s  [%s]",
          finding.method(),
          lineNumber(finding.line()),
          finding.api(),
          finding.difficulty().label());
      if (!finding.path().isEmpty()) {
        line("      in  %s", String.join(" > ", finding.path()));
      }
      Rule rule = finding.rule();
      line("      ->  %s", rule.equivalent());
      if (!rule.equivalent4().isEmpty()) {
        line("      4.x %s", rule.equivalent4());
      }
      if (!rule.difference().equals("-")) {
        line("      !   %s", rule.difference());
      }
      if (!rule.example().isEmpty()) {
        line("      see %s", rule.example());
      }
    }
  }

  private void risks() {
    if (report.risks().isEmpty()) {
      return;
    }
    line("");
    line("Risks");
    for (Risk risk : report.risks()) {
      line(
          "  %s  %s.%s:%s  %s",
          risk.type().label(),
          risk.className(),
          risk.method(),
          lineNumber(risk.line()),
          risk.detail());
      line("      why %s", risk.why());
      line("      do  %s", risk.advice());
    }
  }

  private void unread() {
    List<Unread> unread = report.classesUnread();
    if (unread.isEmpty()) {
      return;
    }
    line("");
    line("Not read");
    unread.forEach(failure -> line("  %s: %s", failure.name(), failure.reason()));
  }

  private static String lineNumber(int line) {
    return line == 0 ? "?" : Integer.toString(line);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
