package io.twinstream.migration.compare.follow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known at the end of a tick.
 *
 * @param atMillis when, in epoch milliseconds
 * @param state what the run does
 * @param key the columns of the key; empty while they are not known
 * @param matched keys that are alike on both sides; of a log, of a key and values
 * @param open keys that differ and have not settled
 * @param oldestOpenMillis how long the oldest of them has differed
 * @param different keys that are different
 * @param healed keys that were called different and match now
 * @param leftOut keys of windows that are not complete on both sides
 * @param rows the first of those that are different
 * @param notes what a reader should know
 */
public record FollowStatus(
    long atMillis,
    State state,
    List<String> key,
    End left,
    End right,
    long matched,
    long open,
    OptionalLong oldestOpenMillis,
    Different different,
    long healed,
    long leftOut,
    List<DifferentRow> rows,
    List<String> notes,
    Duration took) {

  /** What the run does. */
  public enum State {
    /** One side has nothing yet. */
    WAITING,
    FOLLOWING,
    /** Neither side has written anything for as long as was asked for. */
    SETTLED
  }

  /**
   * One side.
   *
   * @param spec as it was written, without passwords
   * @param rows keys that are there
   * @param changes rows that were found new, changed or gone so far; of a topic records
   * @param silentMillis since when it has written nothing; empty if it never has
   * @param lag records that its program has not read
   * @param problem why it could not be read at this tick
   */
  public record End(
      String spec,
      long rows,
      long changes,
      double rowsPerSecond,
      OptionalLong silentMillis,
      OptionalLong lag,
      Optional<String> problem) {}

  /** How many keys differ in which way. */
  public record Different(
      long missingLeft, long missingRight, long changed, long moreOftenLeft, long moreOftenRight) {

    /** Returns how many there are. */
    public long all() {
      return missingLeft + missingRight + changed + moreOftenLeft + moreOftenRight;
    }
  }

  /**
   * A key that is different.
   *
   * @param left the values there; null if there is no such row
   * @param right likewise
   * @param columns those that differ
   * @param sinceMillis when it was first found to differ
   */
  public record DifferentRow(
      String kind,
      ObjectNode key,
      ObjectNode left,
      ObjectNode right,
      List<String> columns,
      long sinceMillis) {}
}
