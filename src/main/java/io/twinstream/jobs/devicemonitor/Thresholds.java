package io.twinstream.jobs.devicemonitor;

import java.io.Serializable;

/**
 * When a device is worth an alert.
 *
 * @param windowMillis the length of a window
 * @param limitMicros an alert if a value is higher, in millionths
 * @param stuckReadings an alert if so many readings of a window, or more, all have one value
 * @param silenceMillis an alert if the newest reading of a window is older at its end
 */
record Thresholds(long windowMillis, long limitMicros, int stuckReadings, long silenceMillis)
    implements Serializable {}
