package io.twinstream.bench;

import java.util.List;
import java.util.Optional;

/**
 * What a contestant of {@code words-socket} reached.
 *
 * @param isCorrect whether all lines that were sent are in its totals, and nothing else; true also
 *     for one that died where that was to be expected
 * @param linesPerSecond that it processed after its warm-up; of a search for the highest rate, in
 *     the best step that it kept up with
 * @param cpuPerMillion seconds that its process worked for a million lines, after its warm-up: what
 *     can be compared where other programs ran too
 * @param delayMillis of the batches after its warm-up, the shortest first; of a search, of all
 * @param heapMebibytes the most that the heap held after a collection, in each half of its life:
 *     flat if both are about the same
 * @param lines how many were sent to it
 * @param failure how it ended before its time
 */
public record SocketResult(
    SocketContestant contestant,
    boolean isCorrect,
    long linesPerSecond,
    double cpuPerMillion,
    List<Long> delayMillis,
    Halves heapMebibytes,
    long lines,
    Optional<String> failure) {
  /** Something in the first and in the second half of a run. */
  public record Halves(long first, long second) {}

  @Override
  public String toString() {
    return failure.orElseGet(
        () -> "%,d lines a second%s".formatted(linesPerSecond, isCorrect ? "" : ", WRONG TOTALS"));
  }
}
