package io.twinstream.bench.latency;

import io.twinstream.bench.shared.ZipfLines;
import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Lines of words, each tenth with one more: a {@link Mark} that says when the line was to be sent,
 * whenever it really was.
 */
final class MarkedLines implements Lines {
  /** How many lines there are for each mark. */
  static final int LINES_PER_MARK = 10;

  private static final long MICROS = 1_000_000;

  private final ZipfLines.Text text;
  private final long linesPerSecond;
  private long given;
  private long firstMicros;

  MarkedLines(ZipfLines words, long linesPerSecond) {
    this.text = words.text();
    this.linesPerSecond = linesPerSecond;
  }

  /**
   * A word that comes once.
   *
   * @param number from 0
   * @param plannedMicros when its line was to be sent, since the epoch
   */
  record Mark(int number, long plannedMicros) {
    private static final char SIGN = '@';

    static boolean isMark(String word) {
      return !word.isEmpty() && word.charAt(0) == SIGN;
    }

    static Mark of(String word) {
      int colon = word.indexOf(':');
      return new Mark(
          Integer.parseInt(word, 1, colon, 10), Long.parseLong(word, colon + 1, word.length(), 10));
    }

    String word() {
      return "%c%d:%d".formatted(SIGN, number, plannedMicros);
    }
  }

  static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public FeedLine next() throws IOException {
    FeedLine line = text.next();
    if (line == null) {
      return null;
    }
    firstMicros = given == 0 ? nowMicros() : firstMicros;
    long planned = firstMicros + given * MICROS / linesPerSecond;
    if (given++ % LINES_PER_MARK != 0) {
      return line;
    }
    String marked =
        new String(line.bytes(), StandardCharsets.US_ASCII)
            + " "
            + new Mark((int) (given / LINES_PER_MARK), planned).word();
    return FeedLine.of(marked.getBytes(StandardCharsets.US_ASCII));
  }
}
