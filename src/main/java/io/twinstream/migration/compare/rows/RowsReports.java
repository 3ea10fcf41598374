package io.twinstream.migration.compare.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.DurationText;
import io.twinstream.migration.compare.Verdict;
import io.twinstream.migration.compare.rows.Difference.Type;
import java.util.List;

/** A comparison of rows as text for people, as JSON for programs and as a page. */
public final class RowsReports {
  /** The version of the JSON format, described in {@code src/site/markdown/compare.md}. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How the report calls each type of difference, in the text and in the JSON. */
  enum Listed {
    CHANGED(Type.CHANGED, "changed (key: left | right)", "changed"),
    MISSING(Type.MISSING, "only on the left", "onlyLeft"),
    EXTRA(Type.EXTRA, "only on the right", "onlyRight"),
    FEWER(Type.FEWER, "more often on the left", "moreOftenLeft"),
    MORE(Type.MORE, "more often on the right", "moreOftenRight");

    final Type type;
    private final String title;
    private final String field;

    Listed(Type type, String title, String field) {
      this.type = type;
      this.title = title;
      this.field = field;
    }
  }

  private RowsReports() {}

  /** Returns the verdict in one line, and below it what differs and why that may be. */
  public static String text(RowsResult result) {
    StringBuilder text = new StringBuilder(verdict(result)).append('\n');
    side(text, result, Side.LEFT, result.left);
    side(text, result, Side.RIGHT, result.right);
    if (result.layout.isWindow() && !result.cut.equals(Cut.NONE)) {
      Values values = new Values(result.layout);
      text.append(
          "  windows up to %s and from %s on are not complete on both sides and left out%n"
              .formatted(values.time(result.cut.after()), values.time(result.cut.before())));
      for (Side side : Side.values()) {
        TimeRange times = result.tally.of(side).times;
        if (!times.isEmpty()) {
          text.append(
              "  the %s has windows from %s to %s%n"
                  .formatted(side, values.time(times.first()), values.time(times.last())));
        }
      }
    }
    result.notes.forEach(note -> text.append("  note: ").append(note).append('\n'));
    text.append("  took %s%n".formatted(DurationText.show(result.took)));
    if (!result.causes.isEmpty()) {
      text.append('\n');
      causes(text, result.causes);
      for (Listed listed : Listed.values()) {
        list(text, result, listed);
      }
    }
    return text.toString();
  }

  /** Returns the verdict in one line. */
  public static String verdict(RowsResult result) {
    String how =
        "%s, key %s"
            .formatted(
                result.layout.isLog() ? "as a log" : "as a table",
                String.join(", ", result.layout.keyNames()));
    String verdict = "rows: %s".formatted(result.verdict());
    Tally tally = result.tally;
    return switch (result.verdict()) {
      case EQUAL -> "%s: %,d rows on both sides, %s".formatted(verdict, tally.equal, how);
      case DIFFERENT ->
          "%s: %s: %,d equal, %,d changed, %,d only left, %,d only right, %,d in another number, %s"
              .formatted(
                  verdict,
                  result.kind(),
                  tally.equal,
                  tally.count(Type.CHANGED),
                  tally.count(Type.MISSING),
                  tally.count(Type.EXTRA),
                  tally.count(Type.FEWER) + tally.count(Type.MORE),
                  how);
      case NOTHING_COMPARED -> "%s: %s".formatted(verdict, result.lack());
    };
  }

  private static void side(StringBuilder text, RowsResult result, Side side, String spec) {
    Tally.Of of = result.tally.of(side);
    text.append("  %-5s  %s: %,d rows".formatted(side, spec, of.read));
    if (of.replaced > 0) {
      text.append(", %,d replaced by a later row of their key".formatted(of.replaced));
    }
    if (of.leftOut > 0) {
      text.append(", %,d left out".formatted(of.leftOut));
    }
    text.append(", %,d compared%n".formatted(of.rows));
  }

  private static void causes(StringBuilder text, List<Cause> causes) {
    String title = "Likeliest cause";
    for (Cause cause : causes) {
      text.append("%s: %s: %s%n".formatted(title, cause.kind(), cause.explanation()));
      cause.rule().ifPresent(rule -> text.append("  see %s in mapping.md%n".formatted(rule)));
      title = "Also";
    }
  }

  private static void list(StringBuilder text, RowsResult result, Listed listed) {
    long count = result.tally.count(listed.type);
    if (count == 0) {
      return;
    }
    List<Difference> shown = List.copyOf(result.tally.shown.get(listed.type));
    text.append("  ").append(listed.title);
    if (shown.size() < count) {
      text.append(", the first %d of %,d".formatted(shown.size(), count));
    }
    text.append('\n');
    Values values = new Values(result.layout);
    for (Difference each : shown) {
      text.append("    ").append(values.key(each)).append(": ");
      text.append(
          switch (listed) {
            case CHANGED ->
                "%s | %s".formatted(values.values(each.left()), values.values(each.right()));
            case MISSING -> values.values(each.left());
            case EXTRA -> values.values(each.right());
            default -> "%s, %,d more".formatted(values.values(each.left()), each.copies());
          });
      text.append('\n');
    }
  }

  /** Returns the JSON document, indented. */
  public static String json(RowsResult result) {
    Tally tally = result.tally;
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION);
    root.put("as", result.layout.isLog() ? "log" : "table");
    root.set("key", JSON.valueToTree(result.layout.keyNames()));
    root.put("verdict", result.verdict().toString());
    root.put("equal", result.verdict() == Verdict.EQUAL);
    boolean isNothing = result.verdict() == Verdict.NOTHING_COMPARED;
    root.put("reason", isNothing ? result.lack() : null);
    root.put("kind", result.causes.isEmpty() ? null : result.kind().name());
    root.set("left", json(result.left, tally.left));
    root.set("right", json(result.right, tally.right));
    root.put("equalRows", tally.equal);
    for (Listed listed : Listed.values()) {
      root.put(listed.field + "Rows", tally.count(listed.type));
    }
    root.set("windows", windows(result));
    ArrayNode causes = root.putArray("causes");
    for (Cause cause : result.causes) {
      causes
          .addObject()
          .put("kind", cause.kind().name())
          .put("explanation", cause.explanation())
          .put("rows", cause.rows())
          .put("rule", cause.rule().orElse(null));
    }
    for (Listed listed : Listed.values()) {
      root.set(listed.field, list(result, listed));
    }
    root.set("notes", JSON.valueToTree(result.notes));
    root.put("millis", result.took.toMillis());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values", e);
    }
  }

  private static ObjectNode json(String spec, Tally.Of of) {
    return JSON.createObjectNode()
        .put("end", spec)
        .put("read", of.read)
        .put("replaced", of.replaced)
        .put("leftOut", of.leftOut)
        .put("compared", of.rows);
  }

  private static ObjectNode windows(RowsResult result) {
    if (!result.layout.isWindow() || result.cut.equals(Cut.NONE)) {
      return null;
    }
    Values values = new Values(result.layout);
    return JSON.createObjectNode()
        .put("after", values.time(result.cut.after()))
        .put("before", values.time(result.cut.before()));
  }

  private static ArrayNode list(RowsResult result, Listed listed) {
    Values values = new Values(result.layout);
    ArrayNode list = JSON.createArrayNode();
    for (Difference each : result.tally.shown.get(listed.type)) {
      ObjectNode node = list.addObject();
      node.set("key", values.key(each));
      node.set("left", values.values(each.left()));
      node.set("right", values.values(each.right()));
      if (each.type() == Type.FEWER || each.type() == Type.MORE) {
        node.put("copies", each.copies());
      }
    }
    return list;
  }

  /** Returns a page that needs nothing but itself. */
  public static String html(RowsResult result) {
    return RowsPage.of(result);
  }
}
