package io.twinstream.ends.lines;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Lines as a few arrays of bytes, each line ended by a line feed: what a receiver stores instead of
 * an object for each line. A line is in one array. Not thread-safe.
 */
final class LineBlock {
  /** Small enough that no garbage collector gives it a place of its own. */
  private static final int ARRAY = 256 << 10;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[ARRAY];
  private int used;
  private long bytes;
  private long lines;

  /**
   * Adds a line.
   *
   * @param line without its end, and without a line feed in it
   */
  void add(byte[] line) {
    int needed = line.length + 1;
    if (needed > last.length - used) {
      finish();
      last = new byte[Math.max(ARRAY, needed)];
    }
    System.arraycopy(line, 0, last, used, line.length);
    used += needed;
    last[used - 1] = '\n';
    bytes += needed;
    lines++;
  }

  private void finish() {
    if (used > 0) {
      full.add(used == last.length ? last : Arrays.copyOf(last, used));
    }
    used = 0;
  }

  /** Returns how many bytes there are. */
  long bytes() {
    return bytes;
  }

  /** Returns how many lines there are. */
  long lines() {
    return lines;
  }

  /** Returns the arrays, the last time that this block is used. */
  List<byte[]> arrays() {
    finish();
    return full;
  }

  /** Returns the lines of an array, decoded; malformed UTF-8 is replaced by U+FFFD. */
  static Iterator<String> lines(byte[] array) {
    return new Iterator<>() {
      private int start;

      @Override
      public boolean hasNext() {
        return start < array.length;
      }

      @Override
      public String next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int end = start;
        while (array[end] != '\n') {
          end++;
        }
        String line = new String(array, start, end - start, StandardCharsets.UTF_8);
        start = end + 1;
        return line;
      }
    };
  }
}
