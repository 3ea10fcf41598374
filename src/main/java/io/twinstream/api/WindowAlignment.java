package io.twinstream.api;

import java.time.Duration;

/**
 * Aligns the windows of a port with those of another run.
 *
 * @param zeroTimeMillis windows end at this time plus multiples of the slide; 0 if unknown; epoch
 *     milliseconds
 * @param writtenMillis windows that end at or before this time have been written, and no later
 *     record belongs to them; {@code Long.MIN_VALUE} if there are none; epoch milliseconds
 */
public record WindowAlignment(long zeroTimeMillis, long writtenMillis) {
  /** Returns {@link #writtenMillis} for records that may be late. */
  public long writtenMillis(Duration lateness) {
    return writtenMillis == Long.MIN_VALUE ? writtenMillis : writtenMillis - lateness.toMillis();
  }
}
