package io.twinstream.migration.compare.follow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.DurationText;
import io.twinstream.migration.compare.follow.FollowStatus.Different;
import io.twinstream.migration.compare.follow.FollowStatus.DifferentRow;
import io.twinstream.migration.compare.follow.FollowStatus.End;
import io.twinstream.report.PrometheusText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** A status as text for people and as JSON for programs. */
public final class FollowReports {
  /** The version of the JSON format, described in {@code src/site/markdown/follow.md}. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A side that has written nothing for longer is said to be silent. */
  private static final long SILENT_MILLIS = 10_000;

  private FollowReports() {}

  /** Returns the numbers in one line. */
  public static String line(FollowStatus status) {
    if (status.state() == FollowStatus.State.WAITING) {
      return "waiting for rows" + problems(status);
    }
    StringBuilder line =
        new StringBuilder("matched %,d, open %,d".formatted(status.matched(), status.open()));
    status
        .oldestOpenMillis()
        .ifPresent(age -> line.append(" (the oldest for %s)".formatted(seconds(age))));
    Different different = status.different();
    line.append(", different %,d".formatted(different.all()));
    List<String> kinds = kinds(different);
    if (!kinds.isEmpty()) {
      line.append(" (%s)".formatted(String.join(", ", kinds)));
    }
    line.append(", healed %,d".formatted(status.healed()));
    if (status.leftOut() > 0) {
      line.append(", left out %,d".formatted(status.leftOut()));
    }
    line.append(side("left", status.left())).append(side("right", status.right()));
    return line.append(problems(status)).toString();
  }

  private static List<String> kinds(Different different) {
    List<String> kinds = new ArrayList<>();
    add(kinds, "missing on the left", different.missingLeft());
    add(kinds, "missing on the right", different.missingRight());
    add(kinds, "changed", different.changed());
    add(kinds, "more often on the left", different.moreOftenLeft());
    add(kinds, "more often on the right", different.moreOftenRight());
    return kinds;
  }

  private static void add(List<String> kinds, String name, long count) {
    if (count > 0) {
      kinds.add("%s %,d".formatted(name, count));
    }
  }

  private static String side(String name, End end) {
    String text = "; %s ".formatted(name);
    if (end.silentMillis().isEmpty()) {
      text += "has written nothing yet";
    } else if (end.silentMillis().getAsLong() >= SILENT_MILLIS && end.rowsPerSecond() == 0) {
      text += "has written nothing for " + seconds(end.silentMillis().getAsLong());
    } else {
      text += String.format(Locale.ROOT, "%,.0f rows/s", end.rowsPerSecond());
    }
    return end.lag().isPresent() ? text + ", lag %,d".formatted(end.lag().getAsLong()) : text;
  }

  private static String problems(FollowStatus status) {
    return (status.left().problem().isPresent() ? "; left cannot be read" : "")
        + (status.right().problem().isPresent() ? "; right cannot be read" : "");
  }

  private static String seconds(long millis) {
    return millis < 120_000
        ? "%d s".formatted(millis / 1_000)
        : DurationText.show(Duration.ofMillis(millis));
  }

  /** Returns the numbers, and below them the first rows that differ. */
  public static String text(FollowStatus status) {
    StringBuilder text = new StringBuilder("follow: ").append(line(status)).append('\n');
    for (DifferentRow row : status.rows()) {
      text.append(
          "  %s %s: %s | %s%n"
              .formatted(
                  row.kind(),
                  row.key(),
                  row.left() == null ? "-" : row.left(),
                  row.right() == null ? "-" : row.right()));
    }
    status.notes().forEach(note -> text.append("  note: ").append(note).append('\n'));
    return text.toString();
  }

  /** Returns the status as JSON, on one line. */
  public static String json(FollowStatus status) {
    return object(status).toString();
  }

  static ObjectNode object(FollowStatus status) {
    ObjectNode node = JSON.createObjectNode();
    node.put("version", VERSION);
    node.put("at", status.atMillis());
    node.put("state", status.state().name().toLowerCase(Locale.ROOT));
    ArrayNode key = node.putArray("key");
    status.key().forEach(key::add);
    node.set("left", object(status.left()));
    node.set("right", object(status.right()));
    node.put("matched", status.matched());
    node.put("open", status.open());
    put(node, "oldestOpenMillis", status.oldestOpenMillis());
    Different different = status.different();
    node.put("different", different.all());
    node.put("missingLeft", different.missingLeft());
    node.put("missingRight", different.missingRight());
    node.put("changed", different.changed());
    node.put("moreOftenLeft", different.moreOftenLeft());
    node.put("moreOftenRight", different.moreOftenRight());
    node.put("healed", status.healed());
    node.put("leftOut", status.leftOut());
    node.put("tookMillis", status.took().toMillis());
    ArrayNode rows = node.putArray("rows");
    for (DifferentRow row : status.rows()) {
      ObjectNode each = rows.addObject();
      each.put("kind", row.kind());
      each.set("key", row.key());
      each.set("left", row.left());
      each.set("right", row.right());
      ArrayNode columns = each.putArray("columns");
      row.columns().forEach(columns::add);
      each.put("since", row.sinceMillis());
    }
    ArrayNode notes = node.putArray("notes");
    status.notes().forEach(notes::add);
    return node;
  }

  private static ObjectNode object(End end) {
    ObjectNode node = JSON.createObjectNode();
    node.put("end", end.spec());
    node.put("rows", end.rows());
    node.put("changes", end.changes());
    node.put("rowsPerSecond", Math.round(end.rowsPerSecond() * 10) / 10.0);
    put(node, "silentMillis", end.silentMillis());
    put(node, "lag", end.lag());
    node.put("problem", end.problem().orElse(null));
    return node;
  }

  static void put(ObjectNode node, String name, OptionalLong value) {
    if (value.isPresent()) {
      node.put(name, value.getAsLong());
    } else {
      node.putNull(name);
    }
  }

  /** Returns the status in the text format of Prometheus. */
  static String metrics(FollowStatus status) {
    Different different = status.different();
    End left = status.left();
    End right = status.right();
    PrometheusText metrics = new PrometheusText("twinstream_follow_", Map.of());
    metrics.gauge("matched_keys", "Keys that are alike on both sides.", status.matched());
    metrics.gauge("open_keys", "Keys that differ and have not settled.", status.open());
    metrics.gauge(
        "oldest_open_seconds",
        "How long the oldest open key has differed.",
        status.oldestOpenMillis().orElse(0) / 1_000.0);
    metrics.gauge(
        "different_keys",
        "Keys that are different.",
        "kind",
        Map.of(
            "missing_left", different.missingLeft(),
            "missing_right", different.missingRight(),
            "changed", different.changed(),
            "more_often_left", different.moreOftenLeft(),
            "more_often_right", different.moreOftenRight()));
    metrics.counter(
        "healed_keys_total", "Keys that were different and match now.", status.healed());
    metrics.gauge(
        "left_out_keys", "Keys of windows that are not complete on both sides.", status.leftOut());
    metrics.counter(
        "rows_total",
        "Rows that were found new, changed or gone.",
        "side",
        Map.of("left", left.changes(), "right", right.changes()));
    metrics.gauge(
        "side_up",
        "Whether the side could be read.",
        "side",
        Map.of(
            "left", left.problem().isPresent() ? 0 : 1,
            "right", right.problem().isPresent() ? 0 : 1));
    metrics.gauge(
        "silent_seconds",
        "Since when a side has written nothing.",
        "side",
        known(left.silentMillis(), right.silentMillis(), 1_000.0));
    metrics.gauge(
        "group_lag_records",
        "Records that the consumer group has not processed.",
        "side",
        known(left.lag(), right.lag(), 1));
    metrics.gauge(
        "last_tick_timestamp_seconds", "When both sides were read.", status.atMillis() / 1_000.0);
    metrics.gauge("tick_seconds", "How long that took.", status.took().toMillis() / 1_000.0);
    return metrics.text();
  }

  private static Map<String, Double> known(OptionalLong left, OptionalLong right, double per) {
    Map<String, Double> values = new HashMap<>();
    left.ifPresent(value -> values.put("left", value / per));
    right.ifPresent(value -> values.put("right", value / per));
    return values;
  }
}
