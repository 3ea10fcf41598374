package io.twinstream.migration.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.DurationText;
import io.twinstream.error.Plural;
import java.util.List;
import java.util.stream.Collectors;

/** A comparison as text for people and as JSON for programs. */
final class Reports {
  /** The version of the JSON format, described in {@code src/site/markdown/compare.md}. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Reports() {}

  /** Returns the verdict in one line, and below it the first divergence if there is one. */
  public static String text(Comparison.Result result) {
    StringBuilder text = new StringBuilder(verdict(result)).append('\n');
    text.append(
        "  dstream    %,d rows in %s%n  structured %,d rows in %s%n"
            .formatted(
                result.dstream().rowCount(),
                DurationText.show(result.dstream().took()),
                result.structured().rowCount(),
                DurationText.show(result.structured().took())));
    result.first().ifPresent(divergence -> append(text, divergence));
    return text.toString();
  }

  /** Returns the verdict in one line. */
  public static String verdict(Comparison.Result result) {
    String what =
        "%s of %s, %s"
            .formatted(
                result.verdict() == Verdict.DIFFERENT
                    ? "%,d batches".formatted(result.recording().batches())
                    : Plural.of(result.recording().batches(), "batch"),
                DurationText.show(result.recording().interval()),
                Plural.of(result.recording().records(), "line"));
    String verdict = "%s: %s in ".formatted(result.job(), result.verdict());
    return switch (result.verdict()) {
      case EQUAL -> verdict + what;
      case DIFFERENT -> verdict + "%,d of %s".formatted(result.divergentBatches(), what);
      case NOTHING_COMPARED -> verdict + "%s: %s".formatted(what, result.lack().orElseThrow());
    };
  }

  private static void append(StringBuilder text, Divergence divergence) {
    text.append(
        "%nFirst divergence: batch %d (%d ms): %s%n  %s%n"
            .formatted(
                divergence.index(),
                divergence.batch(),
                divergence.kind(),
                divergence.explanation()));
    rows(text, "only in dstream", divergence.onlyDstream());
    rows(text, "only in structured", divergence.onlyStructured());
    if (!divergence.changed().isEmpty()) {
      text.append("  changed (key: dstream | structured)\n");
      divergence
          .changed()
          .forEach(
              change ->
                  text.append(
                      "    %s: %s | %s%n"
                          .formatted(change.key(), change.dstream(), change.structured())));
    }
    if (!divergence.earlier().isEmpty()) {
      text.append("  last written before (dstream | structured)\n");
      divergence
          .earlier()
          .forEach(
              earlier ->
                  text.append(
                      "    %s | %s%n"
                          .formatted(written(earlier.dstream()), written(earlier.structured()))));
    }
    text.append("  batches around it (ms: rows in dstream | structured)\n");
    divergence
        .around()
        .forEach(
            near ->
                text.append(
                    "    %d: %,d | %,d%s%n"
                        .formatted(
                            near.batch(),
                            near.dstreamRows(),
                            near.structuredRows(),
                            near.isEqual() ? "" : "  <- differ")));
    text.append("  input of the batch\n");
    divergence.input().forEach(line -> text.append("    ").append(printable(line)).append('\n'));
  }

  private static String written(JsonNode row) {
    return row == null ? "nothing" : row.toString();
  }

  private static void rows(StringBuilder text, String title, List<JsonNode> rows) {
    if (!rows.isEmpty()) {
      text.append("  ").append(title).append('\n');
      rows.forEach(row -> text.append("    ").append(row).append('\n'));
    }
  }

  /** A control character in the input must not move the cursor of the terminal. */
  private static String printable(String line) {
    return line.codePoints()
        .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(Collectors.joining());
  }

  /** Returns the JSON document, indented. */
  public static String json(Comparison.Result result) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("job", result.job());
    root.put("input", result.recording().file().toString());
    root.put("batchIntervalMillis", result.recording().interval().toMillis());
    root.put("batches", result.recording().batches());
    root.put("lines", result.recording().records());
    root.put("verdict", result.verdict().toString());
    root.put("equal", result.isEqual());
    root.put("reason", result.lack().orElse(null));
    root.put("divergentBatches", result.divergentBatches());
    root.set("dstream", json(result.dstream()));
    root.set("structured", json(result.structured()));
    root.set(
        "firstDivergence", result.first().<JsonNode>map(Reports::json).orElse(JSON.nullNode()));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values", e);
    }
  }

  private static ObjectNode json(EngineRun run) {
    return JSON.createObjectNode().put("rows", run.rowCount()).put("millis", run.took().toMillis());
  }

  private static JsonNode json(Divergence divergence) {
    ObjectNode node = JSON.createObjectNode();
    node.put("batch", divergence.batch());
    node.put("index", divergence.index());
    node.put("kind", divergence.kind().name());
    node.put("explanation", divergence.explanation());
    node.putArray("onlyDstream").addAll(divergence.onlyDstream());
    node.putArray("onlyStructured").addAll(divergence.onlyStructured());
    ArrayNode changed = node.putArray("changed");
    divergence
        .changed()
        .forEach(
            change ->
                changed
                    .addObject()
                    .<ObjectNode>set("key", change.key())
                    .<ObjectNode>set("dstream", change.dstream())
                    .set("structured", change.structured()));
    ArrayNode earlier = node.putArray("earlier");
    divergence
        .earlier()
        .forEach(
            each ->
                earlier
                    .addObject()
                    .<ObjectNode>set("key", each.key())
                    .<ObjectNode>set("dstream", each.dstream())
                    .set("structured", each.structured()));
    ArrayNode around = node.putArray("around");
    divergence
        .around()
        .forEach(
            near ->
                around
                    .addObject()
                    .put("batch", near.batch())
                    .put("dstreamRows", near.dstreamRows())
                    .put("structuredRows", near.structuredRows())
                    .put("equal", near.isEqual()));
    ArrayNode input = node.putArray("input");
    divergence.input().forEach(input::add);
    return node;
  }
}
