package io.twinstream.jobs.wordcount;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Counts the words of many lines by the rule of {@link WordCount}, without an object for each word:
 * the way to combine the words of a partition before they are shuffled.
 *
 * <p>Every different word stands once, as UTF-8, in one array; a table of open addressing finds it
 * by its hash. A word and its count take about 30 bytes besides the word itself.
 */
public final class WordTally implements Iterable<CountedWord> {
  private static final int FIRST_CAPACITY = 1 << 10;

  /** Entry + 1 of a slot in the lower half, its hash in the upper one; 0 if it is free. */
  private long[] slots = new long[FIRST_CAPACITY];

  private byte[] words = new byte[FIRST_CAPACITY * 8];
  private int[] ends = new int[FIRST_CAPACITY / 2];
  private long[] counts = new long[FIRST_CAPACITY / 2];
  private int entries;

  /** Returns the words of all lines with their counts. */
  public static WordTally of(Iterator<String> lines) {
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

  /** Counts the words of a line of well-formed UTF-8. */
  public void add(byte[] text) {
    int start = 0;
    int hash = 0;
    for (int i = 0; i < text.length; i++) {
      byte next = text[i];
      if (WordCount.isWhiteSpace((char) next)) {
        if (i > start) {
          count(text, start, i, hash);
        }
        start = i + 1;
        hash = 0;
      } else {
        hash = hash * 31 + next;
      }
    }
    if (start < text.length) {
      count(text, start, text.length, hash);
    }
  }

  private void count(byte[] text, int start, int end, int hash) {
    int mixed = mix(hash);
    int mask = slots.length - 1;
    int at = mixed & mask;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      int entry = (int) slot - 1;
      if ((int) (slot >>> 32) == mixed && isWord(entry, text, start, end)) {
        counts[entry]++;
        return;
      }
      at = at + 1 & mask;
    }
    slots[at] = (long) mixed << 32 | append(text, start, end) + 1;
    if (entries * 2 == slots.length) {
      grow();
    }
  }

  /** Spreads a hash over all bits: the last steps of MurmurHash3. */
  private static int mix(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
    mixed = (mixed ^ mixed >>> 13) * 0xC2B2AE35;
    return mixed ^ mixed >>> 16;
  }

  private boolean isWord(int entry, byte[] text, int start, int end) {
    return Arrays.equals(words, startOf(entry), ends[entry], text, start, end);
  }

  private int startOf(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  private int append(byte[] text, int start, int end) {
    int from = startOf(entries);
    int to = Math.addExact(from, end - start);
    if (to > words.length) {
      words =
          Arrays.copyOf(
              words, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(to, words.length * 2L)));
    }
    System.arraycopy(text, start, words, from, end - start);
    ends[entries] = to;
    counts[entries] = 1;
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
    counts = Arrays.copyOf(counts, slots.length / 2);
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
        return new CountedWord(word, counts[next++]);
      }
    };
  }
}
