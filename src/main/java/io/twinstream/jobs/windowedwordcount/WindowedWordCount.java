package io.twinstream.jobs.windowedwordcount;

import io.twinstream.api.InputRecord;
import io.twinstream.jobs.wordcount.WordCount;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;

/**
 * The rule of the windowed word count, free of any engine.
 *
 * <p>Input: records whose value is text, see {@link WordCount}, or a {@link TimedLine}. A tombstone
 * has no words.
 *
 * @param isTimed whether lines begin with their event time
 * @param aheadMillis how far that may be ahead of the arrival
 */
record WindowedWordCount(boolean isTimed, long aheadMillis) implements Serializable {
  /** Returns the words of a record. */
  Iterator<String> words(InputRecord record) {
    return line(record).stream().flatMap(line -> WordCount.words(line.text()).stream()).iterator();
  }

  /** Returns the words of a record with their event time, or when they arrived. */
  Iterator<TimedWord> timedWords(InputRecord record) {
    return line(record).stream()
        .flatMap(
            line ->
                WordCount.words(line.text()).stream()
                    .map(word -> new TimedWord(word, line.atMillis())))
        .iterator();
  }

  private Optional<TimedLine> line(InputRecord record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    return isTimed
        ? TimedLine.of(record.value(), record.arrivedAtMillis(), aheadMillis)
        : Optional.of(new TimedLine(record.arrivedAtMillis(), record.value()));
  }
}
