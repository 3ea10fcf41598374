package io.twinstream.migration.compare.follow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.migration.compare.follow.FollowStatus.Different;
import io.twinstream.migration.compare.follow.FollowStatus.DifferentRow;
import io.twinstream.migration.compare.follow.FollowStatus.End;
import io.twinstream.migration.compare.rows.Layout;
import io.twinstream.migration.compare.rows.LiveRows;
import io.twinstream.migration.compare.rows.Side;
import io.twinstream.migration.compare.rows.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts together what is known. */
final class Statuses {
  private static final int SHOWN = 50;

  private final LiveRows ends;
  private final Groups groups;
  private final Map<Side, Long> changes = new EnumMap<>(Side.class);
  private final Map<Side, Double> rates = new EnumMap<>(Side.class);
  private long ratedAt;

  Statuses(LiveRows ends, Groups groups) {
    this.ends = ends;
    this.groups = groups;
  }

  /** Counts what was read since the tick before. */
  void rate(Books books, long now) {
    for (Side side : Side.values()) {
      long so = books.page(side).changes;
      Long before = changes.put(side, so);
      rates.put(
          side,
          before == null || ratedAt == 0
              ? 0.0
              : (so - before) * 1_000.0 / Math.max(1, now - ratedAt));
    }
    ratedAt = now;
  }

  FollowStatus of(
      FollowStatus.State state,
      long now,
      Duration took,
      Optional<Following> following,
      Map<Side, String> problems) {
    Books books = following.map(each -> each.books).orElseGet(Books::new);
    OptionalLong oldest =
        following.map(each -> each.rows.oldestOpen()).orElse(OptionalLong.empty());
    return new FollowStatus(
        now,
        state,
        following.map(each -> each.layout.keyNames()).orElse(List.of()),
        end(Side.LEFT, books, now, problems),
        end(Side.RIGHT, books, now, problems),
        books.count(Status.MATCHED),
        books.count(Status.OPEN),
        oldest.isPresent() ? OptionalLong.of(now - oldest.getAsLong()) : oldest,
        new Different(
            books.count(Kind.MISSING_LEFT),
            books.count(Kind.MISSING_RIGHT),
            books.count(Kind.CHANGED),
            books.count(Kind.MORE_LEFT),
            books.count(Kind.MORE_RIGHT)),
        books.healed(),
        books.count(Status.LEFT_OUT),
        following.map(Statuses::rows).orElse(List.of()),
        ends.notes(),
        took);
  }

  private End end(Side side, Books books, long now, Map<Side, String> problems) {
    Books.Page page = books.page(side);
    return new End(
        ends.spec(side),
        page.rows,
        page.changes,
        rates.getOrDefault(side, 0.0),
        page.wroteAt == 0 ? OptionalLong.empty() : OptionalLong.of(now - page.wroteAt),
        groups.lag(side),
        Optional.ofNullable(problems.get(side)));
  }

  private static List<DifferentRow> rows(Following following) {
    Layout layout = following.layout;
    Values values = new Values(layout);
    List<DifferentRow> rows = new ArrayList<>();
    for (Rows.Shown shown : following.different(SHOWN)) {
      Entry entry = shown.entry();
      rows.add(
          new DifferentRow(
              entry.kind().meaning(),
              values.key(shown.id().time(), shown.id().key()),
              side(values, shown, Side.LEFT),
              side(values, shown, Side.RIGHT),
              entry.kind() == Kind.CHANGED ? columns(layout, entry) : List.of(),
              entry.openSince));
    }
    return rows;
  }

  private static ObjectNode side(Values values, Rows.Shown shown, Side side) {
    Entry.Half half = shown.entry().half(side);
    if (!half.isThere()) {
      return null;
    }
    if (half.values != null) {
      return values.values(half.values);
    }
    ObjectNode node = values.values(shown.id().values());
    return node.put("copies", half.count);
  }

  private static List<String> columns(Layout layout, Entry entry) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < layout.values().size(); i++) {
      Layout.Compared column = layout.values().get(i);
      if (!column.isEqual(entry.left.values[i], entry.right.values[i])) {
        columns.add(column.name());
      }
    }
    return columns;
  }
}
