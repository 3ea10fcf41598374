package io.twinstream.error;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that a job cannot read and leaves out: counted in each process, and said in its log at
 * the first, the tenth, the hundredth and so on.
 */
public final class Malformed {
  private static final Logger LOG = LoggerFactory.getLogger(Malformed.class);
  private static final Map<String, AtomicLong> COUNTS = new ConcurrentHashMap<>();
  private static final int SHOWN = 100;

  private Malformed() {}

  /**
   * Counts a record.
   *
   * @param expected what it should have been
   */
  public static void count(String expected, String record) {
    long count = COUNTS.computeIfAbsent(expected, none -> new AtomicLong()).incrementAndGet();
    if (isPowerOfTen(count)) {
      LOG.warn(
          "left out, as it is not {}: '{}'; {} of these so far", expected, shown(record), count);
    }
  }

  /** Returns how many there were in this process. */
  public static long count(String expected) {
    AtomicLong count = COUNTS.get(expected);
    return count == null ? 0 : count.get();
  }

  private static String shown(String record) {
    String printable = record.replaceAll("\\p{Cntrl}", "\u00b7");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }

  private static boolean isPowerOfTen(long count) {
    long power = 1;
    while (power < count) {
      power *= 10;
    }
    return power == count;
  }
}
