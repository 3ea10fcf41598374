package io.twinstream.ends.recording;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a recording says before its first record.
 *
 * @param topics each recorded topic with its number of partitions, 0 where that is not known; none
 *     where the source has none
 * @param beganAtMillis the time of arrival 0, epoch milliseconds; -1 where it is not known
 */
public record RecordingHead(Map<String, Integer> topics, long beganAtMillis) {
  /** Copies the topics, in order. */
  public RecordingHead {
    topics = Collections.unmodifiableMap(new TreeMap<>(topics));
  }
}
