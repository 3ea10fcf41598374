package io.twinstream.bench.latency;

import java.util.BitSet;
import org.HdrHistogram.Histogram;

/**
 * The marks of {@link MarkedLines} that have come out, and how long after their planned time. A
 * mark of the warm-up is looked for, but not measured. Thread-safe.
 */
final class Marks {
  private static final int DIGITS = 3;

  private final int warmUp;
  private final int all;
  private final Runnable atEnd;
  private final BitSet seen = new BitSet();
  private final Histogram micros = new Histogram(DIGITS);
  private boolean isTwice;

  /**
   * @param warmUp how many are not measured
   * @param all how many there are
   * @param atEnd called when the last one is there
   */
  Marks(int warmUp, int all, Runnable atEnd) {
    this.warmUp = warmUp;
    this.all = all;
    this.atEnd = atEnd;
  }

  /** Looks at a word that came out at that time. */
  void saw(String word, long count, long atMicros) {
    if (MarkedLines.Mark.isMark(word)) {
      saw(MarkedLines.Mark.of(word), count, atMicros);
    }
  }

  private synchronized void saw(MarkedLines.Mark mark, long count, long atMicros) {
    isTwice |= count != 1 || seen.get(mark.number());
    seen.set(mark.number());
    if (mark.number() >= warmUp) {
      micros.recordValue(Math.max(0, atMicros - mark.plannedMicros()));
    }
    if (seen.cardinality() == all) {
      atEnd.run();
    }
  }

  /** Tells whether each has come out just once. */
  synchronized boolean isCorrect() {
    return seen.cardinality() == all && seen.length() == all && !isTwice;
  }

  /** Returns how long that share of them took at most, in microseconds. */
  synchronized long micros(double percentile) {
    return micros.getValueAtPercentile(percentile);
  }
}
