package io.twinstream.migration.compare.follow;

import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.follow.FollowStatus.State;
import io.twinstream.migration.compare.rows.LayoutChanged;
import io.twinstream.migration.compare.rows.LiveRows;
import io.twinstream.migration.compare.rows.Side;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Does what is to be done at each tick, and keeps what the next needs. */
final class Ticks {
  static final String IDENTITY = "request";
  private static final String LAYOUT = "layout";
  private static final String TICK = "tick";
  private static final int MOST_SKIPPED = 12;

  private final FollowRequest request;
  private final LiveRows ends;
  private final Store store;
  private final Groups groups;
  private final Statuses statuses;
  private final boolean isResumed;
  private final Map<Side, String> problems = new EnumMap<>(Side.class);
  private final Map<Side, Integer> failures = new EnumMap<>(Side.class);
  private final Map<Side, Long> retryAt = new EnumMap<>(Side.class);
  private Following following;
  private long lastTick;
  private long failedAt;

  Ticks(FollowRequest request, LiveRows ends, Store store, Groups groups) {
    this.request = request;
    this.ends = ends;
    this.store = store;
    this.groups = groups;
    this.statuses = new Statuses(ends, groups);
    this.isResumed = store.meta(LAYOUT) != null;
    for (Side side : Side.values()) {
      ends.resume(side, store.meta("position " + side), store.meta("columns " + side));
    }
    if (isResumed) {
      lastTick = Long.parseLong(store.meta(TICK));
    }
  }

  boolean isResumed() {
    return isResumed;
  }

  /** Returns when a side changed last, or could not be read. */
  long changedAt() {
    return Math.max(failedAt, following == null ? 0 : following.changedAt());
  }

  FollowStatus tick(SparkSession session, long wanted, Consumer<String> said) {
    long nanos = System.nanoTime();
    long now = Math.max(wanted, lastTick + 1);
    lastTick = now;
    problems.clear();
    boolean isThere = true;
    for (Side side : Side.values()) {
      isThere &= attempt(side, now, said, () -> ends.look(session, side));
    }
    if (isThere && opened(said)) {
      boolean hasGroups = groups(said, groups::begin);
      following.begin(now);
      try (Store.Batch batch = store.batch()) {
        batch.meta(TICK, Long.toString(now));
        batch.write();
      }
      boolean isRead = true;
      try {
        for (Side side : Side.values()) {
          boolean isDone = attempt(side, now, said, () -> following.scan(session, side, now));
          isRead &= isDone;
          if (isDone) {
            failures.remove(side);
          }
        }
        if (hasGroups) {
          groups(said, () -> groups.end(now));
        }
        following.end(now, isRead);
      } catch (LayoutChanged e) {
        said.accept(e.getMessage() + ": reading both sides again from their beginning");
        clear();
      }
    }
    if (following != null) {
      statuses.rate(following.books, now);
    }
    return status(
        following == null ? State.WAITING : State.FOLLOWING,
        Duration.ofNanos(System.nanoTime() - nanos));
  }

  private boolean groups(Consumer<String> said, Runnable look) {
    try {
      look.run();
      return true;
    } catch (UserError e) {
      said.accept("groups: " + e.getMessage());
      return false;
    }
  }

  /** Has the rows ready; tells whether both sides have columns. */
  private boolean opened(Consumer<String> said) {
    boolean isKnown;
    try {
      isKnown = ends.layout().isPresent();
    } catch (UserError e) {
      if (following == null && !isResumed) {
        throw e;
      }
      said.accept("interval skipped: " + e.getMessage());
      return false;
    }
    if (!isKnown || following != null) {
      return isKnown;
    }
    String signature = ends.layout().get().signature();
    String kept = store.meta(LAYOUT);
    if (kept != null && !kept.equals(signature)) {
      said.accept("other columns than before: reading both sides again from their beginning");
      clear();
      return false;
    }
    try (Store.Batch batch = store.batch()) {
      batch.meta(LAYOUT, signature);
      batch.meta(TICK, Long.toString(lastTick));
      batch.write();
    }
    following = new Following(request, ends, store, groups, ends.layout().get());
    return true;
  }

  private void clear() {
    String identity = store.meta(IDENTITY);
    try (Store.Batch batch = store.batch()) {
      for (Store.Table table : Store.Table.values()) {
        batch.clear(table);
      }
      batch.meta(IDENTITY, identity);
      batch.write();
    }
    following = null;
    for (Side side : Side.values()) {
      // Columns that are known stay so.
      ends.resume(side, null, ends.columns(side));
    }
  }

  /** Does something with a side; tells whether it was done, which is not so while it is away. */
  private boolean attempt(Side side, long now, Consumer<String> said, BooleanSupplier work) {
    if (problems.containsKey(side)) {
      return false;
    }
    if (now < retryAt.getOrDefault(side, 0L)) {
      problems.put(side, "is tried again later");
      return false;
    }
    try {
      return work.getAsBoolean();
    } catch (UserError e) {
      if (e.exitCode() == ExitCode.USAGE || following == null && !isResumed) {
        throw e;
      }
      failedAt = now;
      int times = failures.merge(side, 1, Integer::sum);
      long wait = request.reading().toMillis() * Math.min(times - 1L, MOST_SKIPPED);
      retryAt.put(side, now + wait);
      problems.put(side, e.getMessage());
      said.accept(
          "the %s cannot be read, trying again in %s: %s"
              .formatted(
                  side,
                  DurationText.show(request.reading().plusMillis(wait)),
                  e.getMessage().lines().findFirst().orElse("")));
      return false;
    }
  }

  FollowStatus status(State state) {
    return status(state, Duration.ZERO);
  }

  private FollowStatus status(State state, Duration took) {
    return statuses.of(state, lastTick, took, Optional.ofNullable(following), problems);
  }
}
