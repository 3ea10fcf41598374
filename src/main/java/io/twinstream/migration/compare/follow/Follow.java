package io.twinstream.migration.compare.follow;

import io.twinstream.engine.StopRequest;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.follow.FollowStatus.State;
import io.twinstream.migration.compare.rows.LiveRows;
import io.twinstream.migration.compare.rows.Side;
import java.time.Duration;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.spark.sql.SparkSession;

/**
 * Follows two programs until they have settled, or it is asked to stop: reads what is new at both
 * ends twice an interval, and says what is known.
 */
public final class Follow implements AutoCloseable {
  /** With open keys, both sides must be silent for as many times as long. */
  private static final int OPEN_TIMES = 3;

  private final FollowRequest request;
  private final LiveRows ends;
  private final Store store;
  private final Groups groups;
  private final Ticks ticks;
  private final long beganAt = System.currentTimeMillis();
  private long lastTick;

  private Follow(FollowRequest request, LiveRows ends, Store store, Groups groups) {
    this.request = request;
    this.ends = ends;
    this.store = store;
    this.groups = groups;
    this.ticks = new Ticks(request, ends, store, groups);
  }

  /**
   * Opens the state of a request, which is made if there is none.
   *
   * @throws UserError if the folder holds the state of another request, or a group is not known
   */
  public static Follow open(FollowRequest request, LiveRows ends) {
    String identity =
        FollowRequest.identity(request.rows(), ends.spec(Side.LEFT), ends.spec(Side.RIGHT));
    Store store = Store.open(request.folder());
    Groups groups = null;
    try {
      String kept = store.meta(Ticks.IDENTITY);
      if (kept != null && !kept.equals(identity)) {
        throw UserError.usage(
            "state folder %s: is that of another request (%s): name another folder, or remove it"
                .formatted(request.folder(), kept));
      }
      groups = new Groups(request.groups(), request.rows().kafka());
      if (kept == null) {
        groups.check();
        try (Store.Batch batch = store.batch()) {
          batch.meta(Ticks.IDENTITY, identity);
          batch.write();
        }
      }
      return new Follow(request, ends, store, groups);
    } catch (RuntimeException e) {
      store.close();
      if (groups != null) {
        groups.close();
      }
      throw e;
    }
  }

  /** Tells whether it goes on with the state of an earlier run. */
  public boolean isResumed() {
    return ticks.isResumed();
  }

  /**
   * Follows; tells whether both sides have settled, and not only a stop was asked for.
   *
   * @param session of this JVM alone, no cluster's
   * @param told each status, of each reading
   * @param said what else there is to say
   * @throws UserError if an end cannot be read at the beginning, or its rows cannot be compared
   */
  public boolean run(
      SparkSession session, StopRequest stop, Consumer<FollowStatus> told, Consumer<String> said)
      throws InterruptedException {
    TimeZone ofMachine = TimeZone.getDefault();
    try {
      // Spark's JDBC source takes times with a zone, too, through the JVM's (PostgresDialect, 3.5).
      TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
      return run(session, stop, told, said, System::currentTimeMillis);
    } finally {
      TimeZone.setDefault(ofMachine);
    }
  }

  private boolean run(
      SparkSession session,
      StopRequest stop,
      Consumer<FollowStatus> told,
      Consumer<String> said,
      LongSupplier clock)
      throws InterruptedException {
    long interval = request.reading().toMillis();
    while (!stop.isRequested()) {
      // On a grid where possible, so that an interval is one; a clock set back does not go back.
      long due = lastTick + interval;
      long wall = clock.getAsLong();
      lastTick = Math.max(lastTick + 1, wall >= due && wall - due < interval / 2 ? due : wall);
      FollowStatus status = ticks.tick(session, lastTick, said);
      boolean isSettled = isSettled(status);
      told.accept(isSettled ? ticks.status(State.SETTLED) : status);
      if (isSettled) {
        return true;
      }
      long rest = lastTick + interval - clock.getAsLong();
      if (rest > 0) {
        stop.await(Duration.ofMillis(rest));
      }
    }
    return false;
  }

  private boolean isSettled(FollowStatus status) {
    if (request.until().isEmpty()
        || status.state() == State.WAITING
        || status.left().problem().isPresent()
        || status.right().problem().isPresent()) {
      return false;
    }
    long since = Math.max(beganAt, ticks.changedAt());
    long silent = status.atMillis() - since;
    long asked = request.until().get().toMillis();
    return silent >= (status.open() == 0 ? asked : OPEN_TIMES * asked);
  }

  @Override
  public void close() {
    ends.close();
    groups.close();
    store.close();
  }
}
