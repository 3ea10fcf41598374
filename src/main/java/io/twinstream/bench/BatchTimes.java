package io.twinstream.bench;

import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * What was measured of a job that replays a recording.
 *
 * @param millis of each measured batch, the shortest first
 * @param isCorrect whether what was written last is the known answer
 * @param peakHeapMebibytes the most that the heap held, garbage included
 */
public record BatchTimes(List<Long> millis, boolean isCorrect, long peakHeapMebibytes) {
  /**
   * Returns the times of the batches that are measured, and what the heap of this JVM has held.
   *
   * @param all the time of each batch, by its end
   */
  static BatchTimes of(Map<Long, Long> all, LongPredicate isMeasured, boolean isCorrect) {
    return new BatchTimes(
        all.entrySet().stream()
            .filter(batch -> isMeasured.test(batch.getKey()))
            .map(Map.Entry::getValue)
            .sorted()
            .toList(),
        isCorrect,
        Replay.peakHeapMebibytes());
  }

  /** Returns the middle one. */
  public long median() {
    return millis.get(millis.size() / 2);
  }
}
