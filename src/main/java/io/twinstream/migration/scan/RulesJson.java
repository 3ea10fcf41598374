package io.twinstream.migration.scan;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;

/** Writes the tables for programs: rules, chains, risks and settings. */
public final class RulesJson {
  private static final int VERSION = 1;

  private RulesJson() {}

  /** Writes them, with a line feed at the end; the writer stays open. */
  public static void write(Rules rules, Writer to) throws IOException {
    JsonText.write(to, json -> write(rules, json));
  }

  private static void write(Rules rules, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", VERSION);
    json.writeArrayFieldStart("rules");
    for (Rule rule : rules.rows()) {
      write(rule, rules.isOfCompany(rule), json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("chains");
    for (Chain chain : Chain.values()) {
      json.writeStartObject();
      json.writeStringField("chain", chain.label());
      for (String column : new String[] {"operator", "difficulty", "equivalent", "difference"}) {
        json.writeStringField(column, chain.text(column));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("risks");
    for (RiskType type : RiskType.values()) {
      json.writeStartObject();
      json.writeStringField("risk", type.label());
      json.writeStringField("why", type.why());
      json.writeStringField("advice", type.advice());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("settings");
    for (Setting setting : Settings.known().rows()) {
      json.writeStartObject();
      json.writeStringField("key", setting.key());
      json.writeStringField("meaning", setting.meaning());
      json.writeStringField("advice", setting.advice());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Rule rule, boolean isOfCompany, JsonGenerator json) throws IOException {
    boolean isFull = isOfCompany || rule.owner().startsWith("(");
    json.writeStartObject();
    json.writeStringField("id", rule.id());
    json.writeStringField(
        "owner", isFull ? rule.owner() : "org.apache.spark.streaming." + rule.owner());
    json.writeStringField("name", rule.name());
    json.writeStringField("shape", rule.shape().toString());
    json.writeStringField("difficulty", rule.difficulty().label());
    json.writeStringField("equivalent", rule.equivalent());
    if (!rule.equivalent4().isEmpty()) {
      json.writeStringField("equivalent4", rule.equivalent4());
    }
    json.writeStringField("difference", rule.difference());
    json.writeStringField("example", rule.example().isEmpty() ? null : rule.example());
    json.writeBooleanField("removed", rule.isRemoved());
    json.writeEndObject();
  }
}
