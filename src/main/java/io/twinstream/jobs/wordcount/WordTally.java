package io.twinstream.jobs.wordcount;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Counts the words of many lines by the rule of {@link WordCount}, without an object for each word:
 * the way to combine the words of a partition before they are shuffled.
 *
 * <p>A table of open addressing holds a key for each different word, and beside it its count, so
 * that a word costs one place in memory. The key of a word of up to seven bytes is the word itself;
 * that of a longer one says which of the long words it is, which stand as UTF-8 in one array. A
 * word takes 32 to 64 bytes, a long one its own bytes and 4 more.
 */
public final class WordTally implements Iterable<CountedWord> {
  private static final int FIRST_CAPACITY = 1 << 10;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** How many bytes a word has that is its own key; the byte above them holds their number. */
  private static final int SHORT = Long.BYTES - 1;

  /** Stands in place of that number; below it 24 bits of the hash, and the word's number. */
  private static final long LONG = 0xFFL << 8 * SHORT;

  private static final long NUMBER = 0xFFFFFFFFL;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** A key at each even place and its count behind it; the key of a free place is 0. */
  private long[] table = new long[2 * FIRST_CAPACITY];

  private int used;

  /** The long words, one behind the other, and where each ends. */
  private byte[] longWords = new byte[FIRST_CAPACITY];

  private int[] ends = new int[FIRST_CAPACITY];
  private int longWordsUsed;

  /** Returns the words of all lines with their counts. */
  public static WordTally of(Iterator<String> lines) {
    WordTally tally = new WordTally();
    lines.forEachRemaining(tally::add);
    return tally;
  }

  /** Returns the words of all lines, given as UTF-8, with their counts. */
  public static WordTally ofBytes(Iterator<byte[]> lines) {
    WordTally tally = new WordTally();
    lines.forEachRemaining(tally::add);
    return tally;
  }

  /**
   * Counts the words of a line.
   *
   * @throws OutOfMemoryError if the different words of more than seven bytes are longer than 2 GiB
   *     together
   */
  public void add(String line) {
    add(line.getBytes(StandardCharsets.UTF_8));
  }

  /** Counts the words of a line of UTF-8; what is malformed in it stays as it is. */
  public void add(byte[] text) {
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (WordCount.isWhiteSpace((char) text[i])) {
        count(text, start, i);
        start = i + 1;
      }
    }
    count(text, start, text.length);
  }

  private void count(byte[] text, int start, int end) {
    int length = end - start;
    if (length > SHORT) {
      countLong(text, start, end);
    } else if (length > 0) {
      long bytes = eightBytes(text, start) & (1L << 8 * length) - 1;
      countShort(bytes | (long) length << 8 * SHORT);
    }
  }

  /** Eight bytes from a place on, the first one lowest; zeros behind the end. */
  private static long eightBytes(byte[] text, int start) {
    int missing = start + Long.BYTES - text.length;
    if (missing <= 0) {
      return (long) LONGS.get(text, start);
    }
    if (text.length >= Long.BYTES) {
      return (long) LONGS.get(text, text.length - Long.BYTES) >>> 8 * missing;
    }
    long bytes = 0;
    for (int i = text.length - 1; i >= start; i--) {
      bytes = bytes << 8 | text[i] & 0xFF;
    }
    return bytes;
  }

  private void countShort(long key) {
    int at = place(mix(key));
    while (table[at] != key) {
      if (table[at] == 0) {
        put(at, key);
        return;
      }
      at = next(at);
    }
    table[at + 1]++;
  }

  private void countLong(byte[] text, int start, int end) {
    long hash = hash(text, start, end);
    long keyWithoutNumber = LONG | (hash & 0xFFFFFF) << 32;
    int at = place(hash);
    while (table[at] != 0) {
      if ((table[at] & ~NUMBER) == keyWithoutNumber
          && isLongWord((int) table[at], text, start, end)) {
        table[at + 1]++;
        return;
      }
      at = next(at);
    }
    put(at, keyWithoutNumber | append(text, start, end));
  }

  private static long hash(byte[] text, int start, int end) {
    long hash = (long) LONGS.get(text, start);
    for (int i = start + Long.BYTES; i < end; i++) {
      hash = hash * 31 + text[i];
    }
    return mix(hash);
  }

  /** Spreads a hash over the upper bits: the multiplier is 2^64 divided by the golden ratio. */
  private static long mix(long hash) {
    return hash * 0x9E3779B97F4A7C15L;
  }

  private int place(long mixed) {
    return (int) (mixed >>> 32) & table.length - 2;
  }

  private int next(int at) {
    return at + 2 & table.length - 2;
  }

  private void put(int at, long key) {
    table[at] = key;
    table[at + 1] = 1;
    used++;
    if (4 * used == table.length) {
      grow();
    }
  }

  private boolean isLongWord(int number, byte[] text, int start, int end) {
    return Arrays.equals(longWords, startOf(number), ends[number], text, start, end);
  }

  private int startOf(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private int append(byte[] text, int start, int end) {
    int from = startOf(longWordsUsed);
    long to = (long) from + end - start;
    if (to > MOST_BYTES) {
      throw new OutOfMemoryError("the different words of a partition are longer than 2 GiB");
    }
    if (to > longWords.length) {
      longWords =
          Arrays.copyOf(longWords, (int) Math.min(MOST_BYTES, Math.max(to, 2L * longWords.length)));
    }
    if (longWordsUsed == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    System.arraycopy(text, start, longWords, from, end - start);
    ends[longWordsUsed] = (int) to;
    return longWordsUsed++;
  }

  /** Half of the places stay free. */
  private void grow() {
    long[] before = table;
    table = new long[2 * before.length];
    for (int i = 0; i < before.length; i += 2) {
      if (before[i] != 0) {
        int at = place(hash(before[i]));
        while (table[at] != 0) {
          at = next(at);
        }
        table[at] = before[i];
        table[at + 1] = before[i + 1];
      }
    }
  }

  private long hash(long key) {
    return isLong(key) ? hash(longWords, startOf((int) key), ends[(int) key]) : mix(key);
  }

  private static boolean isLong(long key) {
    return (key & LONG) == LONG;
  }

  private String word(long key) {
    if (isLong(key)) {
      int start = startOf((int) key);
      return new String(longWords, start, ends[(int) key] - start, StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[Long.BYTES];
    LONGS.set(bytes, 0, key);
    return new String(bytes, 0, bytes[SHORT], StandardCharsets.UTF_8);
  }

  /** Each different word once, in no order. */
  @Override
  public Iterator<CountedWord> iterator() {
    return new Iterator<>() {
      private int next = used(0);

      private int used(int from) {
        int at = from;
        while (at < table.length && table[at] == 0) {
          at += 2;
        }
        return at;
      }

      @Override
      public boolean hasNext() {
        return next < table.length;
      }

      @Override
      public CountedWord next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        CountedWord word = new CountedWord(word(table[next]), table[next + 1]);
        next = used(next + 2);
        return word;
      }
    };
  }
}
