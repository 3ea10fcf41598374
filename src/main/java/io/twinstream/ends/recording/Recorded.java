package io.twinstream.ends.recording;

import io.twinstream.api.InputRecord.Header;
import java.util.List;

/**
 * A record as it was recorded.
 *
 * @param arrivalMillis when it arrived, in ms from the recording's beginning
 * @param topic empty where the source has none
 * @param partition 0 where the source has none
 * @param offset -1 where the source has none
 * @param timestampMillis Kafka's, epoch milliseconds; -1 where there is none
 * @param key null for none
 * @param value null for a tombstone
 * @param headers in order; several may have one name
 */
public record Recorded(
    long arrivalMillis,
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    TimestampType timestampType,
    byte[] key,
    byte[] value,
    List<Header> headers)
    implements RecordingItem {
  /** Who set a timestamp. */
  public enum TimestampType {
    NONE,
    CREATE_TIME,
    LOG_APPEND_TIME
  }

  /** Tells whether its value can be a line of a text: there is one, without a line feed in it. */
  public boolean isLine() {
    if (value == null) {
      return false;
    }
    for (byte each : value) {
      if (each == '\n') {
        return false;
      }
    }
    return true;
  }

  /** Returns a line of a source that knows nothing but its lines. */
  public static Recorded ofLine(long arrivalMillis, long number, byte[] line) {
    return new Recorded(
        arrivalMillis, "", 0, number, -1, TimestampType.NONE, null, line, List.of());
  }
}
