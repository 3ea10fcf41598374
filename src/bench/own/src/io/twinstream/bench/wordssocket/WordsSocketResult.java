package io.twinstream.bench.wordssocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.GcLog;
import io.twinstream.bench.shared.Result;
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
public record WordsSocketResult(
    WordsSocketContestant contestant,
    boolean isCorrect,
    long linesPerSecond,
    double cpuPerMillion,
    List<Long> delayMillis,
    Optional<GcLog.LiveHeap> live,
    long lines,
    Optional<String> failure)
    implements Result {
  /** Returns the middle one of the delays; 0 where there is none. */
  long medianDelayMillis() {
    return delayMillis.isEmpty() ? 0 : delayMillis.get(delayMillis.size() / 2);
  }

  /** Returns the longest of the delays; 0 where there is none. */
  long maxDelayMillis() {
    return delayMillis.isEmpty() ? 0 : delayMillis.get(delayMillis.size() - 1);
  }

  @Override
  public ObjectNode json() {
    ObjectNode row =
        row()
            .put("correct", isCorrect)
            .put("linesPerSecond", linesPerSecond)
            .put("cpuSecondsPerMillionLines", cpuPerMillion)
            .put("linesSent", lines);
    if (!delayMillis.isEmpty()) {
      row.putObject("delayMillis").put("median", medianDelayMillis()).put("max", maxDelayMillis());
    }
    live.ifPresent(
        each ->
            row.putObject("liveHeapMebibytes")
                .put("atHalf", each.atHalf())
                .put("atEnd", each.atEnd()));
    failure.ifPresent(why -> row.put("failure", why));
    return row;
  }

  @Override
  public String toString() {
    return failure.orElseGet(
        () -> "%,d lines a second%s".formatted(linesPerSecond, isCorrect ? "" : ", WRONG TOTALS"));
  }
}
