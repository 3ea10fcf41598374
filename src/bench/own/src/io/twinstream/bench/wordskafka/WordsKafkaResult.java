package io.twinstream.bench.wordskafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Result;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a contestant of {@code words-kafka} took.
 *
 * @param lines how many it was given
 * @param isCorrect whether the totals of every pass are the known ones
 * @param warmUpLinesPerSecond of the first pass in a new JVM
 * @param linesPerSecond of each measured pass, the slowest first
 * @param cpuSecondsPerPass the mean of the measured passes
 * @param bytesAllocatedPerWord over all passes, by the log of the garbage collector
 * @param failure why there is nothing else
 */
public record WordsKafkaResult(
    WordsKafkaContestant contestant,
    long lines,
    boolean isCorrect,
    long warmUpLinesPerSecond,
    List<Long> linesPerSecond,
    double cpuSecondsPerPass,
    double gcPauseSeconds,
    long peakHeapMebibytes,
    double bytesAllocatedPerWord,
    Optional<Long> writtenMebibytes,
    Optional<String> failure)
    implements Result {
  private static final double MILLIS = 1e3;

  /**
   * Returns what the passes give.
   *
   * @throws UserError if there is none beside those that warm up
   */
  static WordsKafkaResult of(
      WordsKafkaContestant contestant,
      long lines,
      long words,
      PassesRun.Measured measured,
      boolean isCorrect) {
    if (measured.millis().size() <= measured.warmUps()) {
      throw UserError.failed("ended after the passes that warm up");
    }
    List<Long> rates = new ArrayList<>();
    for (long millis : measured.millis()) {
      rates.add(Math.round(lines * MILLIS / Math.max(1, millis)));
    }
    List<Long> warm = new ArrayList<>(rates.subList(measured.warmUps(), rates.size()));
    Collections.sort(warm);
    Duration cpu =
        measured
            .cpu()
            .get(measured.cpu().size() - 1)
            .minus(measured.cpu().get(measured.warmUps() - 1));
    return new WordsKafkaResult(
        contestant,
        lines,
        isCorrect,
        rates.get(0),
        warm,
        cpu.toMillis() / MILLIS / warm.size(),
        measured.gc().pauseMillis() / MILLIS,
        measured.gc().peakMebibytes(),
        (double) (measured.gc().allocatedMebibytes() << 20) / words / rates.size(),
        measured.writtenMebibytes(),
        Optional.empty());
  }

  static WordsKafkaResult failed(WordsKafkaContestant contestant, String why) {
    return new WordsKafkaResult(
        contestant, 0, false, 0, List.of(), 0, 0, 0, 0, Optional.empty(), Optional.of(why));
  }

  /** Returns the middle one of the measured passes, or the mean of the middle two. */
  public long median() {
    int passes = linesPerSecond.size();
    return (linesPerSecond.get((passes - 1) / 2) + linesPerSecond.get(passes / 2)) / 2;
  }

  long min() {
    return linesPerSecond.get(0);
  }

  long max() {
    return linesPerSecond.get(linesPerSecond.size() - 1);
  }

  @Override
  public ObjectNode json() {
    ObjectNode row = row().put("correct", isCorrect);
    if (failure.isPresent()) {
      return row.put("failure", failure.get());
    }
    row.put("lines", lines);
    row.putObject("linesPerSecond")
        .put("median", median())
        .put("min", min())
        .put("max", max())
        .put("warmUp", warmUpLinesPerSecond);
    row.put("cpuSecondsPerPass", cpuSecondsPerPass)
        .put("gcPauseSeconds", gcPauseSeconds)
        .put("peakHeapMebibytes", peakHeapMebibytes)
        .put("bytesAllocatedPerWord", bytesAllocatedPerWord);
    writtenMebibytes.ifPresent(written -> row.put("writtenMebibytes", written));
    return row;
  }

  @Override
  public String toString() {
    return failure.orElseGet(
        () ->
            "%,d lines a second (%,d to %,d; first pass %,d)%s"
                .formatted(
                    median(),
                    linesPerSecond.get(0),
                    linesPerSecond.get(linesPerSecond.size() - 1),
                    warmUpLinesPerSecond,
                    isCorrect ? "" : ", WRONG TOTALS"));
  }
}
