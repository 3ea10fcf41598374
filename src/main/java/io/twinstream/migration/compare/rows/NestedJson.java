package io.twinstream.migration.compare.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** JSON as a text of which there is one for each value. */
final class NestedJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private NestedJson() {}

  /** Returns it with fields sorted, without those that are null, and with canonical numbers. */
  static String canonical(String json) {
    try {
      return show(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark wrote " + json, e);
    }
  }

  private static String show(JsonNode node) {
    if (node.isNumber()) {
      return Numbers.canonical(node.decimalValue());
    }
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(NestedJson::show)
          .collect(Collectors.joining(",", "[", "]"));
    }
    if (node.isObject()) {
      Map<String, String> fields = new TreeMap<>();
      node.fields()
          .forEachRemaining(
              field -> {
                if (!field.getValue().isNull()) {
                  fields.put(field.getKey(), show(field.getValue()));
                }
              });
      return fields.entrySet().stream()
          .map(field -> JSON.getNodeFactory().textNode(field.getKey()) + ":" + field.getValue())
          .collect(Collectors.joining(",", "{", "}"));
    }
    return node.toString();
  }
}
