/**
 * How often each word stood in the last minutes: a window that slides.
 *
 * <p>A classic window is {@code (T - window, T]} in batch times, for {@code T = zeroTime + k *
 * slide}: it holds the records that arrived from {@code T - window} to before {@code T}. The port's
 * windows are laid out from the epoch; {@link io.twinstream.jobs.WindowLayout} computes the {@code
 * startTime} that makes them the same.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The classic job writes a window once, at its end. The port writes it again with every
 *       micro-batch that changes it; the last row of a window and word counts, so its sink must
 *       replace rows by key.
 *   <li>With the inverse function and no filter the classic job keeps every word for ever, with the
 *       count 0 once it has left the window ({@code --mode inverse}); only its memory shows it, as
 *       zero counts are not written here. The filter drops such words ({@code --mode
 *       inverse-filtered}). The port needs no inverse: it drops whole windows behind the watermark.
 *   <li>{@code --time event}: a line begins with its event time. DStreams know only when a record
 *       arrived, so the classic job counts it there; the port counts it in the window in which it
 *       happened, unless it comes later than {@code --lateness} after the newest one. On input that
 *       is in order and on time both agree. A line that is ahead of its arrival by more than {@code
 *       --clock-difference} is malformed in both, as it would take the watermark there and silence
 *       the port.
 * </ul>
 */
package io.twinstream.jobs.windowedwordcount;
