package io.twinstream.ends.recording;

/** What stands in a recording. */
sealed interface RecordingItem permits Recorded, RecordingEnd {
  /** Returns its time, in ms from the recording's beginning. */
  long arrivalMillis();
}
