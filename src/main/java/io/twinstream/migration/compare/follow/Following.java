package io.twinstream.migration.compare.follow;

import io.twinstream.error.UserError;
import io.twinstream.migration.compare.rows.Layout;
import io.twinstream.migration.compare.rows.LiveRows;
import io.twinstream.migration.compare.rows.Side;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** The rows of both sides while their columns stay the same. */
final class Following {
  /** A side whose rows have a time is read again for so long before its newest row. */
  private static final long MARGIN_SECONDS = 10;

  private static final int MARGIN_INTERVALS = 2;

  /** A whole scan is made again when so many times as long as it takes has passed. */
  private static final int WHOLE_EVERY = 20;

  final Layout layout;
  final Books books;
  final Rows rows;
  private final FollowRequest request;
  private final LiveRows ends;
  private final Settling settling;
  private final Set<Side> hasUnseen = EnumSet.noneOf(Side.class);

  Following(FollowRequest request, LiveRows ends, Store store, Groups groups, Layout layout) {
    this.request = request;
    this.ends = ends;
    this.layout = layout;
    this.books = Books.load(store);
    this.settling = new Settling(layout, request.settle(), books, groups::covered);
    this.rows = new Rows(store, layout, books, settling);
  }

  long changedAt() {
    return Math.max(books.page(Side.LEFT).wroteAt, books.page(Side.RIGHT).wroteAt);
  }

  void begin(long now) {
    books.begin(now);
  }

  /** Reads what is new of a side; returns true. */
  boolean scan(SparkSession session, Side side, long now) {
    boolean isIncremental = ends.isIncremental(side);
    OptionalLong low = isIncremental ? OptionalLong.empty() : low(side, now);
    boolean isSeen = hasUnseen.contains(side);
    if (isSeen) {
      rows.forgetSeen();
    }
    long began = System.nanoTime();
    long[] found = new long[1];
    boolean isRead =
        ends.scan(
            session,
            side,
            low,
            (some, position) -> {
              found[0] += some.size();
              rows.take(
                  side,
                  some,
                  now,
                  isIncremental,
                  isSeen,
                  batch -> {
                    if (position != null) {
                      batch.meta("position " + side, position);
                      batch.meta("columns " + side, ends.columns(side));
                    }
                  });
            });
    if (isRead && !isIncremental) {
      if (low.isEmpty()) {
        Books.Page page = books.page(side);
        page.wholeAt = now;
        page.wholeMillis = (System.nanoTime() - began) / 1_000_000;
        page.wholeRows = found[0];
      }
      checkDeletions(side, low, found[0], isSeen, now);
    }
    return true;
  }

  private void checkDeletions(Side side, OptionalLong low, long found, boolean isSeen, long now) {
    if (isSeen) {
      hasUnseen.remove(side);
      rows.removeUnseen(side, low, now);
      return;
    }
    long there = rows.count(side, low);
    if (found > there) {
      throw UserError.usage(
          "the %s: %,d rows have the key (%s) of another row: name more key columns, or an order column of which the greatest counts, or compare it as a log"
              .formatted(side, found - there, String.join(", ", layout.keyNames())));
    }
    if (found < there) {
      // The next scan finds out which.
      hasUnseen.add(side);
    }
  }

  /** Returns from which time on a side is read; empty for all of it. */
  private OptionalLong low(Side side, long now) {
    Books.Page page = books.page(side);
    long perSecond = perSecond(page.newest);
    boolean canChoose = page.wholeAt > 0 && page.rows > 0 && perSecond > 0 && ends.hasRange(side);
    if (!canChoose || isWholeDue(page, now)) {
      return OptionalLong.empty();
    }
    long margin =
        Math.max(
            MARGIN_SECONDS,
            MARGIN_INTERVALS
                * Math.max(request.interval().toSeconds(), request.settle().toSeconds()));
    long least = rows.leastOpenTime().orElse(Long.MAX_VALUE);
    return OptionalLong.of(Math.min(least, page.newest - margin * perSecond));
  }

  /** Tells whether all rows are to be read again: what it will take must not hold up a tick. */
  private boolean isWholeDue(Books.Page page, long now) {
    double willTake = (double) page.wholeMillis * page.rows / Math.max(1, page.wholeRows);
    return now - page.wholeAt > WHOLE_EVERY * willTake
        && willTake < request.interval().toMillis() / 4.0;
  }

  /** Returns how many of a time's units are a second, by its size; 0 where it is no such time. */
  static long perSecond(long time) {
    if (time < 100_000_000L) {
      return 0;
    }
    if (time < 100_000_000_000L) {
      return 1;
    }
    return time < 100_000_000_000_000L
        ? 1_000
        : time < 100_000_000_000_000_000L ? 1_000_000 : 1_000_000_000;
  }

  /**
   * Ends a tick.
   *
   * @param isRead whether both sides were read
   */
  void end(long now, boolean isRead) {
    if (isRead) {
      settling.end(now);
      rows.judge(now);
    }
    rows.save();
  }

  List<Rows.Shown> different(int most) {
    return rows.first(Store.Table.DIFFERENT, most);
  }
}
