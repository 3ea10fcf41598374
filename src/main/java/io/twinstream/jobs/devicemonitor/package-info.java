/**
 * Readings of devices over a sliding window: statistics per metric, and alerts on devices whose
 * value is too high, is stuck, or that have fallen silent.
 *
 * <p>Different devices are counted exactly, by one summary per device, and means are exact to the
 * millionth: sums are of integers, and the same in whatever order the partitions come.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>{@code window} on rows has no counterpart. Each batch is summed up per device first, and
 *       the classic window holds these; the port groups by window and device.
 *   <li>The port waits with a window until the watermark has passed it. In update mode it would
 *       report silence of a device whose next reading is still to come, and such a row cannot be
 *       taken back. So its reports come {@code --lateness} and a batch later than the classic ones,
 *       and are compared by window.
 *   <li>If all devices fall silent, the classic job tells so at the next slide. The port's
 *       watermark moves with arrivals alone, so it tells when the first of them is back.
 *   <li>{@code countByWindow} gives 0 for every window without malformed lines, for ever; it is
 *       filtered. The port has no row where there is nothing to count.
 *   <li>A device is known as long as it has a reading in the window, in both: one that stays silent
 *       for longer is reported by each window until then, and not after.
 * </ul>
 */
package io.twinstream.jobs.devicemonitor;
