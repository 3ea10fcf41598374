package io.twinstream.bench;

import java.util.List;

/**
 * What was measured of a job that replays a recording.
 *
 * @param millis of each measured batch, the shortest first
 * @param isCorrect whether what was written last is the known answer
 * @param peakHeapMebibytes the most that the heap held, garbage included
 */
public record BatchTimes(List<Long> millis, boolean isCorrect, long peakHeapMebibytes) {
  /** Returns the middle one. */
  public long median() {
    return millis.get(millis.size() / 2);
  }
}
