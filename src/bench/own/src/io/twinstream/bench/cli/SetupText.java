package io.twinstream.bench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was the same for all contestants, as a sentence. */
final class SetupText {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those whose names do not read well behind their value. */
  private static final Map<String, String> WORDS =
      Map.of(
          "warmUpSecondsAtLeast", "at least %s s of warm-up",
          "linesPerSecond", "%s lines a second",
          "seconds", "%s s",
          "differentWords", "%s distinct words",
          "heapOfSavepoint", "a heap of %s for the savepoint",
          "heap", "a heap of %s",
          "window", "windows of %s",
          "slide", "every %s",
          "ofTwinstream", "Java options of twinstream's jobs: %s",
          "ofAll", "Java options of all: %s");

  private SetupText() {}

  /** Returns the machine. */
  static String machine(JsonNode machine) {
    List<String> parts = new ArrayList<>();
    machine
        .fields()
        .forEachRemaining(
            each -> {
              String value = text(each.getValue());
              parts.add(
                  switch (each.getKey()) {
                    case "os" -> value;
                    case "java" -> "Java " + value;
                    case "spark" -> "Spark " + value;
                    default -> value + " " + each.getKey();
                  });
            });
    return String.join(", ", parts);
  }

  /** Returns the settings; what is empty is left out. */
  static String settings(JsonNode settings) {
    List<String> parts = new ArrayList<>();
    add(settings, parts);
    return parts.isEmpty() ? "" : "Measured with " + String.join(", ", parts) + ".";
  }

  private static void add(JsonNode object, List<String> parts) {
    plain(object)
        .fields()
        .forEachRemaining(
            each -> {
              if (each.getValue().isObject()) {
                add(each.getValue(), parts);
                return;
              }
              String value = text(each.getValue());
              if (!value.isEmpty()) {
                parts.add(named(each.getKey(), each.getValue(), value));
              }
            });
  }

  /** Objects that were put into the tree become nodes of it. */
  private static JsonNode plain(JsonNode node) {
    try {
      return JSON.readTree(node.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values", e);
    }
  }

  private static String named(String key, JsonNode node, String value) {
    String known = WORDS.get(key);
    if (known != null) {
      return known.formatted(value);
    }
    String words = key.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return node.isNumber() ? value + " " + words : words + " " + value;
  }

  private static String text(JsonNode value) {
    if (value.isIntegralNumber()) {
      return String.format(Locale.ROOT, "%,d", value.asLong());
    }
    if (value.isArray()) {
      List<String> all = new ArrayList<>();
      value.forEach(each -> all.add(each.asText()));
      return String.join(" ", all);
    }
    return value.asText();
  }
}
