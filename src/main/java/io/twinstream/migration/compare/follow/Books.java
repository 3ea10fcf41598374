package io.twinstream.migration.compare.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.migration.compare.rows.LiveRow;
import io.twinstream.migration.compare.rows.Side;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The numbers of all keys, kept as these change; their size does not grow with the keys. */
final class Books {
  private static final String NAME = "books";
  private static final String TICK = "tick ";

  /** As many ticks are kept apart. */
  private static final int TICKS = 2_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is known of one side. */
  static final class Page {
    /** Keys that are there. */
    long rows;

    /** Rows that were found new, changed or gone; of a topic records. */
    long changes;

    /** The tick of the last of these; 0 for none. */
    long wroteAt;

    /** The least and the greatest time of its rows. */
    long first = Long.MAX_VALUE;

    long newest = Long.MIN_VALUE;

    /** When it was read whole the last time; 0 for never. */
    long wholeAt;

    /** How long that took, and how many rows there were. */
    long wholeMillis;

    long wholeRows;
  }

  /** Of the keys that changed last on a side at one tick: how many, and how many match. */
  private static final class Tick {
    final long[] changed = new long[Side.values().length];
    final long[] matched = new long[Side.values().length];
  }

  private final EnumMap<Side, Page> pages = new EnumMap<>(Side.class);
  private final EnumMap<Status, Long> statuses = new EnumMap<>(Status.class);
  private final EnumMap<Kind, Long> kinds = new EnumMap<>(Kind.class);
  private final TreeMap<Long, Tick> ticks = new TreeMap<>();
  private final Set<Long> touched = new HashSet<>();
  private long healed;

  Books() {
    for (Side side : Side.values()) {
      pages.put(side, new Page());
    }
  }

  Page page(Side side) {
    return pages.get(side);
  }

  long count(Status status) {
    return statuses.getOrDefault(status, 0L);
  }

  /** Returns how many keys are different in that way. */
  long count(Kind kind) {
    return kinds.getOrDefault(kind, 0L);
  }

  /** Returns how many keys were called different and match now, so far. */
  long healed() {
    return healed;
  }

  void heal() {
    healed++;
  }

  /** Takes a key out, as it was. */
  void remove(Entry entry) {
    add(entry, -1);
  }

  /** Takes a key in, as it is. */
  void add(Entry entry) {
    add(entry, 1);
  }

  private void add(Entry entry, int one) {
    if (entry.status != Status.GONE) {
      statuses.merge(entry.status, (long) one, Long::sum);
    }
    if (entry.status == Status.DIFFERENT) {
      kinds.merge(entry.kind(), (long) one, Long::sum);
    }
    for (Side side : Side.values()) {
      Entry.Half half = entry.half(side);
      pages.get(side).rows += half.isThere() ? one : 0;
      if (half.changedAt > 0 && entry.status != Status.GONE) {
        Tick tick = ticks.get(half.changedAt);
        if (tick != null) {
          tick.changed[side.ordinal()] += one;
          tick.matched[side.ordinal()] += entry.status == Status.MATCHED ? one : 0;
          touched.add(half.changedAt);
        }
      }
    }
  }

  /** Begins a tick. */
  void begin(long now) {
    ticks.put(now, new Tick());
    touched.add(now);
    while (ticks.size() > TICKS) {
      touched.add(ticks.pollFirstEntry().getKey());
    }
  }

  /** Returns the tick before that one; empty if it is not known. */
  OptionalLong before(long tick) {
    Long before = ticks.lowerKey(tick);
    return before == null ? OptionalLong.empty() : OptionalLong.of(before);
  }

  /** Notes that a side has written, such a time among it. */
  void wrote(Side side, long time, long now) {
    Page page = pages.get(side);
    page.changes++;
    page.wroteAt = now;
    if (time != LiveRow.NO_TIME) {
      page.first = Math.min(page.first, time);
      page.newest = Math.max(page.newest, time);
    }
  }

  /**
   * Returns the newest tick of whose rows of the other side this side has a good part: it has come
   * at least there. 0 if there is none.
   */
  long progress(Side side) {
    int other = side.other().ordinal();
    for (Map.Entry<Long, Tick> each : ticks.descendingMap().entrySet()) {
      long changed = each.getValue().changed[other];
      if (changed > 0 && each.getValue().matched[other] * 4 >= changed) {
        return each.getKey();
      }
    }
    return 0;
  }

  /** Has the changes since the call before written with a batch. */
  void save(Store.Batch batch) {
    ObjectNode node = JSON.createObjectNode();
    pages.forEach(
        (side, page) ->
            node.putObject(side.toString())
                .put("rows", page.rows)
                .put("changes", page.changes)
                .put("wroteAt", page.wroteAt)
                .put("first", page.first)
                .put("newest", page.newest)
                .put("wholeAt", page.wholeAt)
                .put("wholeMillis", page.wholeMillis)
                .put("wholeRows", page.wholeRows));
    statuses.forEach((status, count) -> node.put(status.name(), count));
    kinds.forEach((kind, count) -> node.put(kind.name(), count));
    batch.meta(NAME, node.put("healed", healed).toString());
    for (long tick : touched) {
      Tick kept = ticks.get(tick);
      batch.meta(
          TICK + tick,
          kept == null
              ? null
              : "%d %d %d %d"
                  .formatted(kept.changed[0], kept.matched[0], kept.changed[1], kept.matched[1]));
    }
    touched.clear();
  }

  static Books load(Store store) {
    Books books = new Books();
    String text = store.meta(NAME);
    if (text == null) {
      return books;
    }
    try {
      JsonNode node = JSON.readTree(text);
      books.pages.forEach(
          (side, page) -> {
            JsonNode kept = node.get(side.toString());
            page.rows = kept.get("rows").asLong();
            page.changes = kept.get("changes").asLong();
            page.wroteAt = kept.get("wroteAt").asLong();
            page.first = kept.get("first").asLong();
            page.newest = kept.get("newest").asLong();
            page.wholeAt = kept.get("wholeAt").asLong();
            page.wholeMillis = kept.get("wholeMillis").asLong();
            page.wholeRows = kept.get("wholeRows").asLong();
          });
      for (Status status : Status.values()) {
        books.statuses.put(status, node.path(status.name()).asLong());
      }
      for (Kind kind : Kind.values()) {
        books.kinds.put(kind, node.path(kind.name()).asLong());
      }
      books.healed = node.get("healed").asLong();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    for (Map.Entry<String, String> each : ticks(store)) {
      String[] numbers = each.getValue().split(" ");
      Tick tick = new Tick();
      for (int side = 0; side < 2; side++) {
        tick.changed[side] = Long.parseLong(numbers[2 * side]);
        tick.matched[side] = Long.parseLong(numbers[2 * side + 1]);
      }
      books.ticks.put(Long.parseLong(each.getKey()), tick);
    }
    return books;
  }

  private static List<Map.Entry<String, String>> ticks(Store store) {
    List<Map.Entry<String, String>> ticks = new ArrayList<>();
    store.scan(
        Store.Table.META,
        TICK.getBytes(StandardCharsets.UTF_8),
        (key, value) -> {
          String name = new String(key, StandardCharsets.UTF_8);
          if (name.startsWith(TICK)) {
            ticks.add(
                Map.entry(
                    name.substring(TICK.length()), new String(value, StandardCharsets.UTF_8)));
          }
          return name.startsWith(TICK);
        });
    return ticks;
  }
}
