package io.twinstream.migration.scan;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a report for programs; the format is stable, see {@code scan.md}. */
final class JsonReport {
  private static final int VERSION = 2;

  private final JsonGenerator json;
  private final Review review;

  private JsonReport(JsonGenerator json, Review review) {
    this.json = json;
    this.review = review;
  }

  /** Writes the report, with a line feed at the end; the writer stays open. */
  public static void write(ScanReport report, Writer to) throws IOException {
    JsonText.write(to, json -> new JsonReport(json, report.review()).write(report));
  }

  private void write(ScanReport report) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", VERSION);
    json.writeNumberField("classesRead", report.classesRead());
    json.writeNumberField("pythonRead", report.pythonRead());
    write("classesUnread", report.classesUnread());
    write("notFollowed", report.notFollowed());
    json.writeArrayFieldStart("findings");
    for (Finding finding : report.findings()) {
      write(finding);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("risks");
    for (Risk risk : report.risks()) {
      write(risk);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("settings");
    for (SettingUse use : report.settings()) {
      write(use);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("programs");
    for (ProgramFlow flow : report.flows()) {
      write(flow);
    }
    json.writeEndArray();
    writeSuppressed();
    writeSummary(report);
    json.writeEndObject();
  }

  private void writeState(String fingerprint) throws IOException {
    if (review.baseline().isPresent()) {
      json.writeBooleanField("isNew", review.isNew(fingerprint));
    }
  }

  private void writeSuppressed() throws IOException {
    json.writeArrayFieldStart("suppressed");
    for (Suppressed each : review.suppressed()) {
      json.writeStartObject();
      writePlace(each.className(), each.method(), each.line());
      json.writeStringField("api", each.what());
      json.writeStringField("fingerprint", each.fingerprint());
      json.writeStringField("reason", each.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("unusedSuppressions");
    for (String place : review.unused()) {
      json.writeString(place);
    }
    json.writeEndArray();
  }

  private void write(SettingUse use) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", use.key());
    json.writeStringField("value", use.value() == null ? null : use.value().toString());
    writePlace(use.className(), use.method(), use.line());
    json.writeStringField("meaning", use.setting().meaning());
    json.writeStringField("advice", use.setting().advice());
    json.writeEndObject();
  }

  private void write(String field, List<Unread> places) throws IOException {
    json.writeArrayFieldStart(field);
    for (Unread place : places) {
      json.writeStartObject();
      json.writeStringField("name", place.name());
      json.writeStringField("reason", place.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void write(Finding finding) throws IOException {
    Rule rule = finding.rule();
    json.writeStartObject();
    writePlace(finding.className(), finding.method(), finding.line());
    json.writeStringField("api", finding.api());
    json.writeStringField("equivalent", rule.equivalent());
    if (!rule.equivalent4().isEmpty()) {
      json.writeStringField("equivalent4", rule.equivalent4());
    }
    json.writeStringField("difference", rule.difference());
    json.writeStringField("difficulty", finding.difficulty().label());
    json.writeStringField("example", rule.example().isEmpty() ? null : rule.example());
    json.writeStringField("kind", finding.kind().name().toLowerCase(Locale.ROOT));
    json.writeStringField("fingerprint", finding.fingerprint());
    writeState(finding.fingerprint());
    json.writeStringField("part", finding.part().label());
    json.writeArrayFieldStart("path");
    for (String step : finding.path()) {
      json.writeString(step);
    }
    json.writeEndArray();
    json.writeStringField("location", finding.location());
    json.writeEndObject();
  }

  private void write(Risk risk) throws IOException {
    json.writeStartObject();
    json.writeStringField("risk", risk.type().label());
    writePlace(risk.className(), risk.method(), risk.line());
    json.writeStringField("fingerprint", risk.fingerprint());
    writeState(risk.fingerprint());
    json.writeStringField("detail", risk.detail());
    json.writeStringField("why", risk.why());
    json.writeStringField("advice", risk.advice());
    json.writeStringField("location", risk.location());
    json.writeEndObject();
  }

  private void write(ProgramFlow flow) throws IOException {
    json.writeStartObject();
    json.writeStringField("program", flow.program());
    writeIfKnown("batch", flow.batch());
    writeIfKnown("checkpoint", flow.checkpoint());
    json.writeBooleanField("isRestored", flow.isRestored());
    json.writeNumberField("points", flow.points());
    json.writeArrayFieldStart("steps");
    for (Step step : flow.steps()) {
      json.writeStartObject();
      json.writeNumberField("number", step.number());
      json.writeStringField("api", step.api());
      json.writeStringField("arguments", step.arguments());
      json.writeStringField("part", step.part().label());
      json.writeStringField("difficulty", step.rule().difficulty().label());
      json.writeStringField("equivalent", step.rule().equivalent());
      writePlace(step.className(), step.method(), step.line());
      json.writeArrayFieldStart("from");
      for (int from : step.from()) {
        json.writeNumber(from);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("handOver");
    for (HandOver each : flow.handOvers()) {
      json.writeStartObject();
      json.writeStringField("what", each.what());
      json.writeStringField("where", each.where());
      json.writeStringField("how", each.how());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeIfKnown(String field, String text) throws IOException {
    json.writeStringField(field, text.isEmpty() || text.equals("?") ? null : text);
  }

  private void writePlace(String className, String method, int line) throws IOException {
    json.writeStringField("class", className);
    json.writeStringField("method", method);
    if (line == 0) {
      json.writeNullField("line");
    } else {
      json.writeNumberField("line", line);
    }
  }

  private void writeSummary(ScanReport report) throws IOException {
    ScanSummary summary = report.summary();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("streams", summary.streams());
    json.writeNumberField("operators", summary.operators());
    json.writeNumberField("outputs", summary.outputs());
    json.writeNumberField("findings", report.findings().size());
    json.writeNumberField("risks", report.risks().size());
    json.writeNumberField("settings", report.settings().size());
    write(summary.byDifficulty());
    writeParts(summary.byPart());
    json.writeArrayFieldStart("hardest");
    for (ScanSummary.Place place : summary.hardest()) {
      json.writeStartObject();
      json.writeStringField("class", place.className());
      json.writeStringField("method", place.method());
      write(place.byDifficulty());
      writeParts(place.byPart());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("sparkClassesSkipped", report.sparkClasses());
    json.writeNumberField("duplicateClassesSkipped", report.duplicates());
    json.writeObjectFieldStart("librariesSkipped");
    for (Map.Entry<String, Integer> library : report.libraries().entrySet()) {
      json.writeNumberField(library.getKey(), library.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeParts(Map<Part, Map<Difficulty, Integer>> parts) throws IOException {
    json.writeObjectFieldStart("byPart");
    for (Map.Entry<Part, Map<Difficulty, Integer>> part : parts.entrySet()) {
      json.writeObjectFieldStart(part.getKey().label());
      for (Map.Entry<Difficulty, Integer> entry : part.getValue().entrySet()) {
        json.writeNumberField(entry.getKey().label(), entry.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void write(Map<Difficulty, Integer> byDifficulty) throws IOException {
    json.writeObjectFieldStart("byDifficulty");
    for (Map.Entry<Difficulty, Integer> entry : byDifficulty.entrySet()) {
      json.writeNumberField(entry.getKey().label(), entry.getValue());
    }
    json.writeEndObject();
  }
}
