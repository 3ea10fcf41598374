package io.twinstream.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.module.scala.DefaultScalaModule;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * Turns a row into JSON with its columns in a fixed order: keys first, then values. A row is a
 * bean, a Scala case class, a Java record, a {@link Row}, or a JSON object as a string.
 *
 * @param keyColumns the columns that name a row within its batch
 * @param valueColumns the columns computed for it
 */
public record RowFormat(List<String> keyColumns, List<String> valueColumns)
    implements Serializable {
  private static final ObjectMapper JSON =
      new ObjectMapper().registerModule(new DefaultScalaModule());
  private static final ObjectReader EXACT =
      JSON.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Returns all columns in order. */
  public List<String> columns() {
    return Stream.concat(keyColumns.stream(), valueColumns.stream()).toList();
  }

  /** Returns the row's columns in order. */
  public ObjectNode toNode(Object row) {
    ObjectNode properties = properties(row);
    return properties.objectNode().setAll(inOrder(properties));
  }

  /** Returns one JSON line, without its line feed: {@code "batch"} and then the columns. */
  public String toJsonLine(Object row, long batch) {
    ObjectNode properties = properties(row);
    ObjectNode line = properties.objectNode().put("batch", batch);
    line.setAll(inOrder(properties));
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a row: " + row, e);
    }
  }

  /**
   * Returns the columns with a tab between them; a tab, line feed, carriage return or backslash in
   * a value is written as {@code \\t}, {@code \\n}, {@code \\r}, {@code \\\\}.
   */
  public String toTextLine(Object row) {
    ObjectNode properties = properties(row);
    return columns().stream()
        .map(column -> escaped(properties.required(column).asText()))
        .collect(Collectors.joining("\t"));
  }

  private static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  /** Returns a line that {@link #toNode} gave as text; numbers are exact. */
  public static JsonNode parse(String line) {
    try {
      return EXACT.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + line, e);
    }
  }

  private static ObjectNode properties(Object row) {
    if (row instanceof String json) {
      return (ObjectNode) parse(json);
    }
    return row instanceof Row ofSpark ? (ObjectNode) parse(ofSpark.json()) : JSON.valueToTree(row);
  }

  private ObjectNode inOrder(ObjectNode properties) {
    ObjectNode ordered = properties.objectNode();
    for (String column : columns()) {
      ordered.set(column, properties.required(column));
    }
    return ordered;
  }
}
