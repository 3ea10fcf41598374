package io.twinstream.migration.compare.follow;

import io.twinstream.error.UserError;
import io.twinstream.migration.compare.rows.Layout;
import io.twinstream.migration.compare.rows.LiveRow;
import io.twinstream.migration.compare.rows.Side;
import io.twinstream.migration.compare.rows.Values;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The keys of both sides. Every change is one batch: rows, numbers, and what goes with them. */
final class Rows {
  private static final int AT_ONCE = 5_000;
  private static final int MOST_JUDGED = 500_000;

  private final Store store;
  private final Layout layout;
  private final Books books;
  private final Settling settling;
  private byte[] cursor = new byte[0];
  private long oldestOpen = Long.MAX_VALUE;
  private long oldestSoFar = Long.MAX_VALUE;

  Rows(Store store, Layout layout, Books books, Settling settling) {
    this.store = store;
    this.layout = layout;
    this.books = books;
    this.settling = settling;
  }

  /**
   * Takes rows of a side.
   *
   * @param isIncremental whether these are what is new, and not what is there
   * @param isSeen whether the keys are to be remembered, for {@link #removeUnseen}
   * @param more what else is written with them
   */
  void take(
      Side side,
      List<LiveRow> rows,
      long now,
      boolean isIncremental,
      boolean isSeen,
      Consumer<Store.Batch> more) {
    try (Changes changes = new Changes(store, books)) {
      List<byte[]> ids = new ArrayList<>(rows.size());
      rows.forEach(row -> ids.add(id(row)));
      changes.read(ids);
      Map<ByteBuffer, Entry> changed = new LinkedHashMap<>();
      for (int i = 0; i < ids.size(); i++) {
        Entry entry = changes.get(ids.get(i));
        books.remove(entry);
        if (change(side, entry, rows.get(i), now, isIncremental)) {
          changed.put(ByteBuffer.wrap(ids.get(i)), entry);
        }
        books.add(entry);
        if (isSeen) {
          changes.batch.put(Store.Table.SEEN, ids.get(i), new byte[0]);
        }
      }
      changed.forEach((id, entry) -> changes.put(id.array(), entry));
      changes.write(more);
    }
  }

  private byte[] id(LiveRow row) {
    return new Id(row.time(), row.key(), layout.isLog() ? row.values() : null).bytes();
  }

  /** Tells whether the row changes what is there. */
  private boolean change(Side side, Entry entry, LiveRow row, long now, boolean isIncremental) {
    Entry.Half half = entry.half(side);
    long count = isIncremental && layout.isLog() ? half.count + row.count() : row.count();
    String[] values = layout.isLog() || row.isDeletion() ? null : row.values();
    if (isIncremental) {
      books.wrote(side, row.time(), now);
      boolean isOlder =
          !layout.isLog() && half.partition != row.partition() && row.arrived() < half.arrived;
      if (isOlder || !half.isThere() && row.isDeletion()) {
        return false;
      }
    }
    boolean isSame = half.count == count && Arrays.equals(half.values, values);
    half.partition = row.partition();
    half.arrived = row.arrived();
    if (isSame) {
      return isIncremental && layout.hasOrder()[side.ordinal()];
    }
    if (!isIncremental) {
      if (half.changedAt == now && half.isThere()) {
        throw notUnique(side, row);
      }
      books.wrote(side, row.time(), now);
    }
    half.count = count;
    half.values = values;
    half.changedAt = now;
    half.wasPassed = settling.hasPassed(side.other(), row.time());
    update(entry, now);
    return true;
  }

  private UserError notUnique(Side side, LiveRow row) {
    return UserError.usage(
        "the %s: the key (%s) of %s is that of another row too: name more key columns, or an order column of which the greatest counts, or compare it as a log"
            .formatted(
                side,
                String.join(", ", layout.keyNames()),
                new Values(layout).key(row.time(), row.key())));
  }

  private void update(Entry entry, long now) {
    if (entry.isGone()) {
      entry.status = Status.GONE;
    } else if (entry.isEqual(layout)) {
      if (entry.isReported) {
        books.heal();
      }
      entry.isReported = false;
      entry.status = Status.MATCHED;
    } else {
      if (entry.status == Status.GONE || entry.status == Status.MATCHED) {
        entry.openSince = now;
      }
      entry.status = Status.OPEN;
    }
  }

  /** Returns how many keys a side has, of that time and later ones. */
  long count(Side side, OptionalLong low) {
    if (low.isEmpty()) {
      return books.page(side).rows;
    }
    long[] count = new long[1];
    store.scan(
        Store.Table.ROWS,
        Id.from(low.getAsLong()),
        (id, entry) -> {
          count[0] += Entry.isThere(entry, side) ? 1 : 0;
          return true;
        });
    return count[0];
  }

  /** Takes the rows of a side as gone that a scan has not seen; forgets what was seen. */
  void removeUnseen(Side side, OptionalLong low, long now) {
    List<byte[]> unseen = new ArrayList<>();
    store.scan(
        Store.Table.ROWS,
        low.isPresent() ? Id.from(low.getAsLong()) : new byte[0],
        (id, entry) -> {
          if (Entry.isThere(entry, side)) {
            unseen.add(id);
          }
          if (unseen.size() >= AT_ONCE) {
            remove(side, unseen, now);
            unseen.clear();
          }
          return true;
        });
    remove(side, unseen, now);
    forgetSeen();
  }

  /** Forgets what was seen. */
  void forgetSeen() {
    try (Store.Batch batch = store.batch()) {
      batch.clear(Store.Table.SEEN);
      batch.write();
    }
  }

  private void remove(Side side, List<byte[]> candidates, long now) {
    List<byte[]> seen = store.getAll(Store.Table.SEEN, candidates);
    List<byte[]> ids = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (seen.get(i) == null) {
        ids.add(candidates.get(i));
      }
    }
    if (ids.isEmpty()) {
      return;
    }
    try (Changes changes = new Changes(store, books)) {
      changes.read(ids);
      for (byte[] id : ids) {
        Entry entry = changes.get(id);
        books.remove(entry);
        Entry.Half half = entry.half(side);
        half.count = 0;
        half.values = null;
        half.changedAt = now;
        half.wasPassed = true;
        books.wrote(side, LiveRow.NO_TIME, now);
        update(entry, now);
        books.add(entry);
        changes.put(id, entry);
      }
      changes.write(batch -> {});
    }
  }

  /**
   * Looks which open keys are different by now. Where very many are open, as after hours in which a
   * side was down, it looks at a part of them, and the next call at the next part.
   */
  void judge(long now) {
    if (cursor.length == 0) {
      oldestOpen = oldestSoFar;
      oldestSoFar = Long.MAX_VALUE;
    }
    List<byte[]> ids = new ArrayList<>();
    long[] looked = new long[1];
    byte[] from = cursor;
    cursor = new byte[0];
    store.scan(
        Store.Table.OPEN,
        from,
        (id, nothing) -> {
          if (looked[0]++ == MOST_JUDGED) {
            cursor = id;
            return false;
          }
          ids.add(id);
          if (ids.size() >= AT_ONCE) {
            judge(ids, now);
            ids.clear();
          }
          return true;
        });
    judge(ids, now);
    oldestOpen = cursor.length == 0 ? oldestSoFar : Math.min(oldestOpen, oldestSoFar);
  }

  private void judge(List<byte[]> ids, long now) {
    if (ids.isEmpty()) {
      return;
    }
    try (Changes changes = new Changes(store, books)) {
      changes.read(ids);
      boolean isChanged = false;
      for (byte[] id : ids) {
        Entry entry = changes.get(id);
        long time = Id.time(id);
        Status status =
            settling.isLeftOut(time)
                ? Status.LEFT_OUT
                : settling.isSettled(entry, time, now) ? Status.DIFFERENT : Status.OPEN;
        if (status == Status.OPEN) {
          oldestSoFar = Math.min(oldestSoFar, entry.openSince);
          continue;
        }
        books.remove(entry);
        entry.status = status;
        entry.isReported |= status == Status.DIFFERENT;
        books.add(entry);
        changes.put(id, entry);
        isChanged = true;
      }
      if (isChanged) {
        changes.write(batch -> {});
      }
    }
  }

  /** Writes the numbers. */
  void save() {
    try (Store.Batch batch = store.batch()) {
      books.save(batch);
      batch.write();
    }
  }

  /** Returns since when the oldest open key differs; empty if none is open. */
  OptionalLong oldestOpen() {
    return books.count(Status.OPEN) == 0 || oldestOpen == Long.MAX_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(oldestOpen);
  }

  /** A key that differs. */
  record Shown(Id id, Entry entry) {}

  /** Returns the first keys of a table of keys. */
  List<Shown> first(Store.Table table, int most) {
    List<byte[]> ids = new ArrayList<>();
    store.scan(
        table,
        new byte[0],
        (id, nothing) -> {
          ids.add(id);
          return ids.size() < most;
        });
    List<Shown> shown = new ArrayList<>();
    List<byte[]> entries = ids.isEmpty() ? List.of() : store.getAll(Store.Table.ROWS, ids);
    for (int i = 0; i < ids.size(); i++) {
      shown.add(new Shown(Id.of(ids.get(i), layout.isLog()), Entry.of(entries.get(i))));
    }
    return shown;
  }

  /** Returns the least time of a key that is open; empty if there is none. */
  OptionalLong leastOpenTime() {
    long[] least = {LiveRow.NO_TIME};
    store.scan(
        Store.Table.OPEN,
        Id.from(LiveRow.NO_TIME + 1),
        (id, nothing) -> {
          least[0] = Id.time(id);
          return false;
        });
    return least[0] == LiveRow.NO_TIME ? OptionalLong.empty() : OptionalLong.of(least[0]);
  }
}
