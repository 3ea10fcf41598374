package io.twinstream.api;

import java.time.Duration;

/**
 * How a port continues the windows of another run.
 *
 * @param zeroTimeMillis windows end at this time plus multiples of the slide; 0 where it is not
 *     known; epoch milliseconds
 * @param writtenMillis windows that end at or before this time are written, and no record to come
 *     belongs to them; {@code Long.MIN_VALUE} if there are none; epoch milliseconds
 */
public record WindowAlignment(long zeroTimeMillis, long writtenMillis) {
  /** Returns {@link #writtenMillis} for records that may be late. */
  public long writtenMillis(Duration lateness) {
    return writtenMillis == Long.MIN_VALUE ? writtenMillis : writtenMillis - lateness.toMillis();
  }
}
