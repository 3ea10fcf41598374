package io.twinstream.watch;

import java.util.Arrays;

/** Rows of numbers, the newest of them, numbered from 0. Not thread-safe. */
final class History {
  private final int width;
  private final int most;
  private long[] numbers;
  private long count;

  /**
   * @param width numbers in a row
   * @param most rows that are kept
   */
  History(int width, int most) {
    this.width = width;
    this.most = most;
    this.numbers = new long[width * Math.min(most, 128)];
  }

  void add(long... row) {
    int at = (int) (count % most) * width;
    if (at == numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.min(2 * numbers.length, width * most));
    }
    System.arraycopy(row, 0, numbers, at, width);
    count++;
  }

  /** Returns how many rows there were. */
  long count() {
    return count;
  }

  /** Returns the number of the first row from there on that is kept. */
  long first(long from) {
    return Math.max(Math.min(from, count), Math.max(0, count - most));
  }

  /** Writes the rows from there on as JSON: an array of arrays. */
  void write(long from, StringBuilder to) {
    to.append('[');
    for (long row = first(from); row < count; row++) {
      int at = (int) (row % most) * width;
      to.append(row == first(from) ? "[" : ",[");
      for (int i = 0; i < width; i++) {
        to.append(i == 0 ? "" : ",").append(numbers[at + i]);
      }
      to.append(']');
    }
    to.append(']');
  }
}
