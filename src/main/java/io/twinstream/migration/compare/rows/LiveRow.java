package io.twinstream.migration.compare.rows;

/**
 * A row as it was found at an end that is still being written, as texts of which there is one for
 * each value.
 *
 * @param time the window or time of the key; 0 where there is none, {@link #NO_TIME} where it is
 *     null
 * @param partition where it stands, for rows of a topic
 * @param arrived when it was written there, in epoch milliseconds
 * @param count how often the row is there; of a topic 1
 * @param isDeletion whether the key has no row any more; there are no values then
 * @param key the key's columns but the time
 * @param values the other columns
 */
public record LiveRow(
    long time,
    int partition,
    long arrived,
    long count,
    boolean isDeletion,
    String[] key,
    String[] values) {
  /** The time of a row whose time is null. */
  public static final long NO_TIME = Flat.NO_TIME;

  static LiveRow of(Flat flat, long count) {
    return new LiveRow(
        flat.time(), flat.partition(), flat.arrived(), count, false, flat.key(), flat.values());
  }
}
