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
 * @param live what was live on the heap; empty for one that ended before, and for a search
 * @param lines how many were sent to it
 * @param failure how it ended before its time
 */
public record SocketResult(
    SocketContestant contestant,
    boolean isCorrect,
    long linesPerSecond,
    double cpuPerMillion,
    List<Long> delayMillis,
    Optional<LiveHeap> live,
    long lines,
    Optional<String> failure) {
  /**
   * What a collection of the whole heap left: flat if both are about the same.
   *
   * @param atHalf in MiB, at half of the load
   * @param atEnd in MiB, shortly before its end
   */
  public record LiveHeap(long atHalf, long atEnd) {}

  @Override
  public String toString() {
    return failure.orElseGet(
        () -> "%,d lines a second%s".formatted(linesPerSecond, isCorrect ? "" : ", WRONG TOTALS"));
  }
}
