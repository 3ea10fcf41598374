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
 * <p>Every different word stands once, as UTF-8, in one array; a table of open addressing finds it
 * by its hash, and its {@link #head} tells it from others. A word and its count take about 40 bytes
 * besides the word itself.
 */
public final class WordTally implements Iterable<CountedWord> {
  private static final int FIRST_CAPACITY = 1 << 10;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** How many bytes of a word its head holds. */
  private static final int HEAD = Long.BYTES - 1;

  /** Stands in the head for the length of a word that is longer than it. */
  private static final long LONGER = 0xFFL << 8 * HEAD;

  /** Entry + 1 of a slot in the lower half, its hash in the upper one; 0 if it is free. */
  private long[] slots = new long[FIRST_CAPACITY];

  /** Of each entry its head and its count, side by side as both are needed for each word. */
  private long[] headsAndCounts = new long[FIRST_CAPACITY];

  private byte[] words = new byte[FIRST_CAPACITY * 8];
  private int[] ends = new int[FIRST_CAPACITY / 2];
  private int entries;

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
   * @throws OutOfMemoryError if the different words are longer than 2 GiB together
   */
  public void add(String line) {
    add(line.getBytes(StandardCharsets.UTF_8));
  }

  /** Counts the words of a line of UTF-8; what is malformed in it stays as it is. */
  public void add(byte[] text) {
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (WordCount.isWhiteSpace((char) text[i])) {
        if (i > start) {
          count(text, start, i);
        }
        start = i + 1;
      }
    }
    if (start < text.length) {
      count(text, start, text.length);
    }
  }

  private void count(byte[] text, int start, int end) {
    long head = head(text, start, end);
    int hash = hash(head, text, start, end);
    int mask = slots.length - 1;
    int at = hash & mask;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      int entry = (int) slot - 1;
      if ((int) (slot >>> 32) == hash && isWord(entry, head, text, start, end)) {
        headsAndCounts[2 * entry + 1]++;
        return;
      }
      at = at + 1 & mask;
    }
    slots[at] = (long) hash << 32 | append(head, text, start, end) + 1;
    if (entries * 2 == slots.length) {
      grow();
    }
  }

  /** The first seven bytes of a word, and above them its length; so it is all of a short word. */
  private static long head(byte[] text, int start, int end) {
    long bytes = 0;
    if (start + Long.BYTES <= text.length) {
      bytes = (long) LONGS.get(text, start);
    } else {
      for (int i = text.length - 1; i >= start; i--) {
        bytes = bytes << 8 | text[i] & 0xFF;
      }
    }
    int length = end - start;
    return length > HEAD
        ? bytes | LONGER
        : bytes & (1L << 8 * length) - 1 | (long) length << 8 * HEAD;
  }

  private static int hash(long head, byte[] text, int start, int end) {
    long hash = head;
    for (int i = start + HEAD; i < end; i++) {
      hash = hash * 31 + text[i];
    }
    return mix(hash);
  }

  /** Spreads a hash over all bits: the last steps of MurmurHash3. */
  private static int mix(long hash) {
    long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return (int) (mixed ^ mixed >>> 33);
  }

  private boolean isWord(int entry, long head, byte[] text, int start, int end) {
    return headsAndCounts[2 * entry] == head
        && (end - start <= HEAD
            || Arrays.equals(words, startOf(entry), ends[entry], text, start, end));
  }

  private int startOf(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  private int append(long head, byte[] text, int start, int end) {
    int from = startOf(entries);
    int to = Math.addExact(from, end - start);
    if (to > words.length) {
      words =
          Arrays.copyOf(
              words, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(to, words.length * 2L)));
    }
    System.arraycopy(text, start, words, from, end - start);
    ends[entries] = to;
    headsAndCounts[2 * entries] = head;
    headsAndCounts[2 * entries + 1] = 1;
    return entries++;
  }

  /** Half of the slots stay free. */
  private void grow() {
    long[] before = slots;
    slots = new long[before.length * 2];
    int mask = slots.length - 1;
    for (long slot : before) {
      if (slot != 0) {
        int at = (int) (slot >>> 32) & mask;
        while (slots[at] != 0) {
          at = at + 1 & mask;
        }
        slots[at] = slot;
      }
    }
    ends = Arrays.copyOf(ends, slots.length / 2);
    headsAndCounts = Arrays.copyOf(headsAndCounts, slots.length);
  }

  /** Each different word once, in the order of their first appearance. */
  @Override
  public Iterator<CountedWord> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < entries;
      }

      @Override
      public CountedWord next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int start = startOf(next);
        String word = new String(words, start, ends[next] - start, StandardCharsets.UTF_8);
        return new CountedWord(word, headsAndCounts[2 * next++ + 1]);
      }
    };
  }
}
