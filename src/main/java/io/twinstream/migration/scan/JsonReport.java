package io.twinstream.migration.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** Writes a report for programs; the format is stable, see {@code scan.md}. */
public final class JsonReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;

  private JsonReport() {}

  /** Returns the report as JSON, with a line feed at the end. */
  public static String of(ScanReport report) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    root.put("classesRead", report.classesRead());
    ArrayNode unread = root.putArray("classesUnread");
    for (Unread failure : report.classesUnread()) {
      unread.addObject().put("name", failure.name()).put("reason", failure.reason());
    }
    ArrayNode findings = root.putArray("findings");
    report.findings().forEach(finding -> add(findings.addObject(), finding));
    ArrayNode risks = root.putArray("risks");
    report.risks().forEach(risk -> add(risks.addObject(), risk));
    add(root.putObject("summary"), report);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(ObjectNode node, Finding finding) {
    Rule rule = finding.rule();
    node.put("class", finding.className()).put("method", finding.method());
    putLine(node, finding.line());
    node.put("api", finding.api());
    node.put("equivalent", rule.equivalent());
    if (!rule.equivalent4().isEmpty()) {
      node.put("equivalent4", rule.equivalent4());
    }
    node.put("difference", rule.difference());
    node.put("difficulty", finding.difficulty().label());
    node.put("example", rule.example().isEmpty() ? null : rule.example());
    node.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
    finding.path().forEach(node.putArray("path")::add);
    node.put("location", finding.location());
  }

  private static void add(ObjectNode node, Risk risk) {
    node.put("risk", risk.type().label());
    node.put("class", risk.className()).put("method", risk.method());
    putLine(node, risk.line());
    node.put("detail", risk.detail()).put("why", risk.why()).put("advice", risk.advice());
    node.put("location", risk.location());
  }

  private static void add(ObjectNode node, ScanReport report) {
    ScanSummary summary = report.summary();
    node.put("streams", summary.streams());
    node.put("operators", summary.operators());
    node.put("outputs", summary.outputs());
    node.put("findings", report.findings().size());
    node.put("risks", report.risks().size());
    add(node.putObject("byDifficulty"), summary.byDifficulty());
    ArrayNode hardest = node.putArray("hardest");
    for (ScanSummary.Place place : summary.hardest()) {
      ObjectNode one = hardest.addObject();
      one.put("class", place.className()).put("method", place.method());
      add(one.putObject("byDifficulty"), place.byDifficulty());
    }
    node.put("sparkClassesSkipped", report.sparkClasses());
    node.put("duplicateClassesSkipped", report.duplicates());
  }

  private static void add(ObjectNode node, Map<Difficulty, Integer> byDifficulty) {
    byDifficulty.forEach((difficulty, count) -> node.put(difficulty.label(), count));
  }

  private static void putLine(ObjectNode node, int line) {
    if (line == 0) {
      node.putNull("line");
    } else {
      node.put("line", line);
    }
  }
}
