package io.twinstream.migration.compare.rows;

/**
 * A row of either side as texts of which there is one for each value.
 *
 * @param time the window or time of the key; 0 where there is none, {@link #NO_TIME} where it is
 *     null
 * @param partition where it stands, for rows of a topic
 * @param arrived when it was written there, in epoch milliseconds
 * @param order of several rows of a key the one with the greatest counts
 * @param key the key's columns but the time
 * @param values the other columns
 */
record Flat(
    Side side, long time, int partition, long arrived, long order, String[] key, String[] values) {
  static final long NO_TIME = Long.MIN_VALUE;
}
