package io.twinstream.ends.recording;

/**
 * The end mark of a recording: silence before it counts.
 *
 * @param arrivalMillis when the recording ended, in ms from its beginning
 * @param records how many are before it
 */
record RecordingEnd(long arrivalMillis, long records) implements RecordingItem {}
