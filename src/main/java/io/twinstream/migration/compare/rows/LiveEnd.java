package io.twinstream.migration.compare.rows;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;

/** An end that is read again and again while it is being written. */
interface LiveEnd extends AutoCloseable {
  /** Gives the way to read rows of these columns. */
  @FunctionalInterface
  interface Planner {
    /**
     * Returns the plan.
     *
     * @throws LayoutChanged if other columns are compared than before
     */
    Plan plan(EndRows rows);
  }

  /** Tells whether a scan brings what is new, and not all there is. */
  boolean isIncremental();

  /** Goes on at a position that a scan has given, with the columns that were known then. */
  void resume(String position, String columns);

  /** Returns the columns that are known, as {@link #resume} takes them; null if there are none. */
  String columns();

  /**
   * Returns rows of the columns that there are; empty if there is nothing yet that shows them.
   *
   * @throws io.twinstream.error.UserError if the end cannot be read
   */
  Optional<EndRows> shape(SparkSession session);

  /**
   * Reads; tells whether it has: what has not changed since the scan before is not read again.
   *
   * @param low only rows that are not older, where the end can choose them
   */
  boolean scan(
      SparkSession session, Side side, Planner planner, OptionalLong low, LiveRows.Sink sink);

  /** Tells whether it can read only the rows from a time on. */
  default boolean hasRange(Plan plan, Side side, EndRows shape) {
    return false;
  }

  @Override
  void close();
}
