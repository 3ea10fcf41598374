package io.twinstream.migration.scan;

import com.fasterxml.jackson.core.JsonGenerator;
import io.twinstream.report.Versions;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a report in the Static Analysis Results Interchange Format, version 2.1.0. */
final class SarifReport {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  /** Names the root of the sources, which is not known from class files. */
  private static final String SOURCES = "SOURCES";

  private final JsonGenerator json;
  private final ScanReport report;

  /** By the id of each rule that is in the report, its place. */
  private final Map<String, Integer> places = new LinkedHashMap<>();

  private SarifReport(JsonGenerator json, ScanReport report) {
    this.json = json;
    this.report = report;
  }

  /** Writes the report, with a line feed at the end; the writer stays open. */
  static void write(ScanReport report, Writer to) throws IOException {
    JsonText.write(to, json -> new SarifReport(json, report).write());
  }

  private void write() throws IOException {
    json.writeStartObject();
    json.writeStringField("$schema", SCHEMA);
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    writeTool();
    writeInvocation();
    json.writeObjectFieldStart("originalUriBaseIds");
    json.writeObjectFieldStart(SOURCES);
    writeText("description", "The root of the sources: class files name files below it.");
    json.writeEndObject();
    json.writeEndObject();
    json.writeStringField("columnKind", "utf16CodeUnits");
    json.writeArrayFieldStart("results");
    for (Finding each : report.findings()) {
      write(each);
    }
    for (Risk each : report.risks()) {
      write(each);
    }
    for (Suppressed each : report.review().suppressed()) {
      write(each);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeTool() throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "twinstream scan");
    Optional<String> version = Versions.ours();
    if (version.isPresent()) {
      json.writeStringField("version", version.get());
    }
    json.writeArrayFieldStart("rules");
    Map<String, Rule> rules = new LinkedHashMap<>();
    report.findings().forEach(each -> rules.putIfAbsent(id(each), each.rule()));
    for (Map.Entry<String, Rule> each : rules.entrySet()) {
      Rule rule = each.getValue();
      writeRule(each.getKey(), rule.equivalent(), help(rule), level(rule.difficulty()));
    }
    List<RiskType> types = new ArrayList<>();
    for (Risk risk : report.risks()) {
      if (!types.contains(risk.type())) {
        types.add(risk.type());
        writeRule(id(risk), risk.why(), risk.advice(), "warning");
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String id(Finding finding) {
    return finding.rule().id();
  }

  private static String id(Risk risk) {
    return "risk." + risk.type().label();
  }

  private static String help(Rule rule) {
    return rule.difference().equals("-") ? rule.equivalent() : rule.difference();
  }

  private void writeRule(String id, String text, String help, String level) throws IOException {
    places.put(id, places.size());
    json.writeStartObject();
    json.writeStringField("id", id);
    writeText("shortDescription", text);
    writeText("help", help);
    json.writeObjectFieldStart("defaultConfiguration");
    json.writeStringField("level", level);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String level(Difficulty difficulty) {
    return switch (difficulty) {
      case DROP, MECHANICAL -> "note";
      case CARE -> "warning";
      case REDESIGN, NONE -> "error";
    };
  }

  /** What could not be read is told here: a report without it would look complete. */
  private void writeInvocation() throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", true);
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (Unread each : report.classesUnread()) {
      json.writeStartObject();
      json.writeStringField("level", "error");
      writeText("message", "%s: not read: %s".formatted(each.name(), each.reason()));
      json.writeEndObject();
    }
    for (String each : report.review().unused()) {
      json.writeStartObject();
      json.writeStringField("level", "warning");
      writeText("message", each + ": this suppression covers nothing");
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void write(Finding finding) throws IOException {
    Rule rule = finding.rule();
    String but = rule.difference().equals("-") ? "" : " But: " + rule.difference();
    String text = "%s: %s.%s".formatted(finding.api(), rule.equivalent(), but);
    begin(id(finding), level(finding.difficulty()), text, finding.fingerprint());
    writePlace(finding.className(), finding.method(), finding.line(), finding.source());
    writeState(finding.fingerprint());
    json.writeEndObject();
  }

  private void write(Risk risk) throws IOException {
    String text = "%s. %s %s".formatted(risk.detail(), risk.why(), risk.advice());
    begin(id(risk), "warning", text, risk.fingerprint());
    writePlace(risk.className(), risk.method(), risk.line(), risk.source());
    writeState(risk.fingerprint());
    json.writeEndObject();
  }

  private void write(Suppressed each) throws IOException {
    json.writeStartObject();
    json.writeStringField("level", "none");
    writeText("message", each.what());
    writeFingerprint(each.fingerprint());
    writePlace(each.className(), each.method(), each.line(), null);
    json.writeArrayFieldStart("suppressions");
    json.writeStartObject();
    json.writeStringField("kind", each.entry().isInCode() ? "inSource" : "external");
    json.writeStringField("justification", each.reason());
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private void begin(String rule, String level, String text, String fingerprint)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", rule);
    json.writeNumberField("ruleIndex", places.get(rule));
    json.writeStringField("level", level);
    writeText("message", text);
    writeFingerprint(fingerprint);
  }

  private void writeFingerprint(String fingerprint) throws IOException {
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("twinstream/v1", fingerprint);
    json.writeEndObject();
  }

  private void writeState(String fingerprint) throws IOException {
    if (report.review().baseline().isPresent()) {
      boolean isNew = report.review().isNew(fingerprint);
      json.writeStringField("baselineState", isNew ? "new" : "unchanged");
    }
  }

  private void writePlace(String className, String method, int line, String source)
      throws IOException {
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    if (source != null) {
      json.writeObjectFieldStart("physicalLocation");
      json.writeObjectFieldStart("artifactLocation");
      json.writeStringField("uri", uri(source));
      json.writeStringField("uriBaseId", SOURCES);
      json.writeEndObject();
      if (line > 0) {
        json.writeObjectFieldStart("region");
        json.writeNumberField("startLine", line);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeArrayFieldStart("logicalLocations");
    json.writeStartObject();
    json.writeStringField("fullyQualifiedName", className + "." + method);
    json.writeStringField("kind", "member");
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  /** Names of source files are nearly always plain; what is not is escaped. */
  private static String uri(String path) {
    try {
      return new URI(null, null, "/" + path, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  private void writeText(String key, String text) throws IOException {
    json.writeObjectFieldStart(key);
    json.writeStringField("text", text);
    json.writeEndObject();
  }
}
