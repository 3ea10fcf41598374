package io.twinstream.ends.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.RowFormat;
import io.twinstream.api.SinkRows;
import io.twinstream.ends.ColumnType;
import io.twinstream.ends.StorableText;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows as documents of an index.
 *
 * @param run the run's id
 * @param isOfBatch whether a row is one of its batch, and not a total
 * @param columns of the row, and their types
 */
record Documents(
    RowFormat format, String run, boolean isOfBatch, LinkedHashMap<String, ColumnType> columns)
    implements Serializable {
  private static final String RUN = "run";
  private static final String BATCH = "batch";
  private static final int ID_BYTES = 512;

  /** An id has at least one character; no other is a backslash alone. */
  private static final String EMPTY = "\\";

  /** A longer text of a keyword is kept in its document, and not found by it. */
  private static final int MOST_OF_KEYWORD = 8_191;

  static Documents of(SinkRows<?> rows, String sink) {
    return new Documents(
        rows.format(), rows.runId(), rows.isOfBatch(), ColumnType.ofColumns(rows, sink));
  }

  /** Returns the index as it is made. */
  ObjectNode definition() {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    ObjectNode properties = definition.putObject("mappings").putObject("properties");
    fields()
        .forEach(
            (field, type) -> {
              ObjectNode property = properties.putObject(field).put("type", type);
              if (type.equals("keyword")) {
                property.put("ignore_above", MOST_OF_KEYWORD);
              }
            });
    return definition;
  }

  /** Returns what is different in the fields of an index; empty if nothing is. */
  Optional<String> firstOther(JsonNode found) {
    return fields().entrySet().stream()
        .filter(field -> !type(found, field.getKey()).equals(field.getValue()))
        .map(
            field ->
                "%s is %s there, and %s in the rows"
                    .formatted(field.getKey(), type(found, field.getKey()), field.getValue()))
        .findFirst();
  }

  private static String type(JsonNode fields, String field) {
    JsonNode there = fields.path(field);
    return there.path("type").asText(there.isMissingNode() ? "not" : "an object");
  }

  /**
   * Returns a row as a document.
   *
   * @param row as its format gives it
   */
  ObjectNode document(ObjectNode row, long batch) {
    ObjectNode document = row.objectNode();
    if (isOfBatch) {
      document.put(RUN, run).put(BATCH, batch);
    }
    columns.forEach((column, type) -> document.set(column, value(row.required(column), type)));
    return document;
  }

  private static JsonNode value(JsonNode value, ColumnType type) {
    if (value.isNull()) {
      return value;
    }
    return switch (type) {
      case INTEGER, BOOLEAN -> value;
      // The infinities and NaN, which are texts in JSON, are no numbers there.
      case REAL ->
          value.isNumber() && Double.isFinite(value.asDouble())
              ? value
              : JsonNodeFactory.instance.nullNode();
      case DECIMAL -> JsonNodeFactory.instance.textNode(value.decimalValue().toPlainString());
      case TEXT ->
          JsonNodeFactory.instance.textNode(
              StorableText.wellFormed(value.isValueNode() ? value.asText() : value.toString()));
    };
  }

  /**
   * Returns the line of a bulk request before the document of a row.
   *
   * @param version of a total; the rows of a batch have ids of their own, and where a batch was
   *     deleted to be written again, the server has counted that as a newer version
   */
  ObjectNode action(ObjectNode row, long batch, long version) {
    ObjectNode action = row.objectNode();
    ObjectNode index =
        action.putObject("index").put("_id", StorableText.shortened(id(row, batch), ID_BYTES));
    if (!isOfBatch) {
      index.put("version", version).put("version_type", "external_gte");
    }
    return action;
  }

  private String id(ObjectNode row, long batch) {
    String key =
        format.keyColumns().stream()
            .map(column -> escaped(row.required(column).asText()))
            .collect(Collectors.joining(":"));
    if (isOfBatch) {
      return "%s:%d:%s".formatted(run, batch, key);
    }
    return key.isEmpty() ? EMPTY : key;
  }

  /** So that the ids of two rows stay two. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:");
  }

  /** Returns a query of the documents of a batch. */
  ObjectNode ofBatch(long batch) {
    ObjectNode query = JsonNodeFactory.instance.objectNode();
    var filters = query.putObject("query").putObject("bool").putArray("filter");
    filters.addObject().putObject("term").put(RUN, run);
    filters.addObject().putObject("term").put(BATCH, batch);
    return query;
  }

  /** Field to type of the index. */
  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    if (isOfBatch) {
      fields.put(RUN, "keyword");
      fields.put(BATCH, "long");
    }
    columns.forEach(
        (column, type) ->
            fields.put(
                column,
                switch (type) {
                  case INTEGER -> "long";
                  case REAL -> "double";
                  case BOOLEAN -> "boolean";
                  case DECIMAL, TEXT -> "keyword";
                }));
    return fields;
  }
}
