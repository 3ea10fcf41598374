package io.twinstream.local.feed.generator;

import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.FeedLine.Quality;
import io.twinstream.ends.lines.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Records of one kind without end, made just before they are sent; some late, some malformed, some
 * sent again.
 */
final class RecordLines implements Lines {
  private static final int RECENT_MILLIS = 2_000;
  private static final int LATEST_MILLIS = 30 * 60_000;
  private static final int REMEMBERED = 200;
  private static final int LEFT_OUT = 20;

  private final Records kind;
  private final RandomGenerator random;
  private final Generators.Shares shares;
  private final LongSupplier clock;
  private final List<FeedLine> recent = new ArrayList<>();
  private final Queue<Long> leftOut = new ArrayDeque<>();
  private long number;

  /**
   * @param clock epoch milliseconds
   */
  RecordLines(Records kind, long seed, Generators.Shares shares, LongSupplier clock) {
    this.kind = kind;
    this.random = new Well19937c(seed);
    this.shares = shares;
    this.clock = clock;
    this.number = Math.floorMod(seed, 1_000L) * 1_000_000_000L;
  }

  @Override
  public List<String> topics() {
    return kind.topics();
  }

  @Override
  public FeedLine next() {
    double drawn = random.nextDouble();
    if (drawn < shares.malformed()) {
      return malformed();
    }
    if (drawn < shares.malformed() + shares.duplicate() && !recent.isEmpty()) {
      FeedLine again = recent.get(random.nextInt(recent.size()));
      return new FeedLine(again.bytes(), again.topic(), Quality.REPEATED);
    }
    FeedLine line = random.nextDouble() < shares.late() ? late() : inTime();
    recent.add(line);
    if (recent.size() > REMEMBERED) {
      recent.remove(0);
    }
    return line;
  }

  private FeedLine inTime() {
    number++;
    return line(number, record(number, RECENT_MILLIS), Quality.GOOD);
  }

  /** Takes a number that was left out long before, and leaves out another. */
  private FeedLine late() {
    number++;
    leftOut.add(number);
    long earlier = leftOut.size() > LEFT_OUT ? leftOut.remove() : ++number;
    return line(earlier, record(earlier, LATEST_MILLIS), Quality.LATE);
  }

  private FeedLine malformed() {
    number++;
    List<UnaryOperator<String>> ways = new ArrayList<>(kind.spoilings());
    ways.add(record -> "");
    String spoilt = ways.get(random.nextInt(ways.size())).apply(record(number, RECENT_MILLIS));
    return line(number, spoilt, Quality.MALFORMED);
  }

  private String record(long numbered, int mostMillisAgo) {
    return kind.record(
        numbered, Math.max(0, clock.getAsLong() - random.nextInt(mostMillisAgo)), random);
  }

  private FeedLine line(long numbered, String text, Quality quality) {
    return new FeedLine(text.getBytes(StandardCharsets.UTF_8), kind.topic(numbered), quality);
  }
}
