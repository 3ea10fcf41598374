package io.twinstream.migration.compare.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.DurationText;
import io.twinstream.migration.compare.rows.Layout.Compared;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Canonical texts as people and programs read them. */
public final class Values {
  /** Epoch milliseconds of 1973 to 5138. */
  private static final long LEAST_MILLIS = 100_000_000_000L;

  private static final long MOST_MILLIS = 100_000_000_000_000L;

  private final Layout layout;

  /** Makes those of a layout. */
  public Values(Layout layout) {
    this.layout = layout;
  }

  /** Returns a time of the layout's time column. */
  public String time(long time) {
    if (time == Flat.NO_TIME) {
      return "null";
    }
    if (isInstant()) {
      return Canonical.showMicros(time);
    }
    return isMillis(time)
        ? "%d (%s)".formatted(time, Canonical.showMicros(time * 1_000))
        : Long.toString(time);
  }

  /** Returns how far times are from each other. */
  String distance(long distance) {
    if (isInstant()) {
      return micros(distance);
    }
    boolean isNamed = layout.time().filter(each -> Layout.isTimeName(each.name())).isPresent();
    return isNamed ? micros(distance * 1_000) : "%,d".formatted(distance);
  }

  /** Returns a duration; that of whole hours or minutes as one. */
  static String micros(long micros) {
    Duration duration = Duration.of(micros, ChronoUnit.MICROS);
    if (duration.toMillis() > 0 && duration.toMillis() % 3_600_000 == 0) {
      return duration.toHours() + " h";
    }
    if (duration.toMillis() > 0 && duration.toMillis() % 60_000 == 0) {
      return duration.toMinutes() + " min";
    }
    return DurationText.show(duration);
  }

  /** Returns a difference's key, the time at the end. */
  ObjectNode key(Difference difference) {
    return key(difference.time(), difference.key());
  }

  /** Returns the key of a row, the time at the end. */
  public ObjectNode key(long time, String[] key) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, layout.key(), key);
    layout
        .time()
        .ifPresent(
            column ->
                node.set(
                    column.name(),
                    time == Flat.NO_TIME ? node.nullNode() : value(column, Long.toString(time))));
    return node;
  }

  /** Returns the other columns; null if there are none. */
  public ObjectNode values(String[] values) {
    if (values == null) {
      return null;
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, layout.values(), values);
    return node;
  }

  private static void put(ObjectNode node, List<Compared> columns, String[] values) {
    for (int i = 0; i < values.length; i++) {
      node.set(columns.get(i).name(), value(columns.get(i), values[i]));
    }
  }

  private static JsonNode value(Compared column, String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (text == null) {
      return nodes.nullNode();
    }
    return switch (column.kind()) {
      case NUMBER, UNTYPED ->
          Numbers.parse(text).<JsonNode>map(nodes::numberNode).orElse(nodes.textNode(text));
      case TIME ->
          Numbers.parse(text)
              .map(micros -> nodes.textNode(Canonical.showMicros(micros.longValue())))
              .orElse(nodes.textNode(text));
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? nodes.booleanNode(text.equals("true"))
              : nodes.textNode(text);
      default -> nodes.textNode(text);
    };
  }

  private boolean isInstant() {
    return layout.time().filter(column -> column.kind() == ColumnKind.TIME).isPresent();
  }

  private boolean isMillis(long time) {
    return time >= LEAST_MILLIS && time < MOST_MILLIS;
  }
}
