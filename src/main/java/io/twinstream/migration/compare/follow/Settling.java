package io.twinstream.migration.compare.follow;

import io.twinstream.migration.compare.rows.Layout;
import io.twinstream.migration.compare.rows.LiveRow;
import io.twinstream.migration.compare.rows.Side;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Tells whether a key that differs is different, and not only late on one side: neither side has
 * changed it for a while, and the side whose answer is missing has come past it.
 *
 * <p>That a side has come past a row is told by the first of these that there is: its consumer
 * group has committed all that its input had when the row was found; it has written later times;
 * rows that the other side wrote later have their match. A side that is silent comes past nothing.
 */
final class Settling {
  /** Where rows do not come to match, they count after as many times the settle time, and ticks. */
  private static final int PATIENCE = 10;

  /** What was known at the end of a tick. */
  private record Seen(long newest, long progress) {}

  private final Layout layout;
  private final long settleMillis;
  private final Books books;
  private final ToLongFunction<Side> covered;
  private final Map<Side, TreeMap<Long, Seen>> history = new EnumMap<>(Side.class);
  private final Map<Side, Deque<Long>> writes = new EnumMap<>(Side.class);
  private final Map<Side, Seen> seen = new EnumMap<>(Side.class);
  private final Map<Side, Long> movedAt = new EnumMap<>(Side.class);

  /**
   * @param covered the newest tick of which a side's consumer group has processed all input that
   *     there was then; -1 where no group is given
   */
  Settling(Layout layout, Duration settle, Books books, ToLongFunction<Side> covered) {
    this.layout = layout;
    this.settleMillis = settle.toMillis();
    this.books = books;
    this.covered = covered;
    for (Side side : Side.values()) {
      history.put(side, new TreeMap<>());
      writes.put(side, new ArrayDeque<>());
    }
  }

  /**
   * Tells whether a side had come past a time when its rows were read last; before its first tick
   * here it may have.
   */
  boolean hasPassed(Side side, long time) {
    TreeMap<Long, Seen> before = history.get(side);
    return before.isEmpty()
        || time == LiveRow.NO_TIME
        || before.lastEntry().getValue().newest > time;
  }

  /** Notes what is known now that both sides were read. */
  void end(long now) {
    for (Side side : Side.values()) {
      Seen known = new Seen(books.page(side).newest, books.progress(side));
      Seen last = seen.put(side, known);
      if (last == null || known.progress > last.progress) {
        movedAt.put(side, now);
      }
      TreeMap<Long, Seen> before = history.get(side);
      before.put(now, known);
      // The newest that is old enough stays.
      Long enough = before.floorKey(now - settleMillis);
      if (enough != null) {
        before.headMap(enough).clear();
      }
      if (books.page(side).wroteAt == now) {
        Deque<Long> times = writes.get(side);
        times.add(now);
        if (times.size() > PATIENCE) {
          times.remove();
        }
      }
    }
  }

  /** Tells whether the time of an entry is in a window that was begun before both sides were. */
  boolean isLeftOut(long time) {
    long both = Math.max(books.page(Side.LEFT).first, books.page(Side.RIGHT).first);
    return layout.isWindow() && time != LiveRow.NO_TIME && both != Long.MAX_VALUE && time <= both;
  }

  /** Tells whether an entry that differs has settled. */
  boolean isSettled(Entry entry, long time, long now) {
    if (now - entry.changedAt() < settleMillis) {
      return false;
    }
    for (Side side : Side.values()) {
      Entry.Half row = entry.half(side);
      boolean awaitsAnswer =
          row.changedAt > 0 && row.changedAt >= entry.half(side.other()).changedAt;
      if (awaitsAnswer && !hasComePast(side.other(), row, time, now)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasComePast(Side side, Entry.Half row, long time, long now) {
    long tick = covered.applyAsLong(side);
    if (tick >= 0) {
      return tick >= row.changedAt;
    }
    if (books.page(side).wroteAt <= row.changedAt) {
      return false;
    }
    Optional<Seen> ago = ago(side, now);
    if (ago.isEmpty()) {
      return false;
    }
    if (layout.time().isPresent() && !row.wasPassed) {
      return ago.get().newest > time;
    }
    long before = books.before(row.changedAt).orElse(0);
    return seen.get(side).progress > row.changedAt && ago.get().progress >= before
        || isPatienceOver(side, row.changedAt, now);
  }

  /** What a side had come to a settle time ago. */
  private Optional<Seen> ago(Side side, long now) {
    return Optional.ofNullable(history.get(side).floorEntry(now - settleMillis))
        .map(Map.Entry::getValue);
  }

  private boolean isPatienceOver(Side side, long changedAt, long now) {
    long since = Math.max(changedAt, movedAt.get(side));
    Deque<Long> times = writes.get(side);
    return times.size() == PATIENCE
        && times.getFirst() > since
        && now - since >= PATIENCE * settleMillis;
  }
}
