package io.twinstream.bench.shared;

import io.twinstream.error.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a table of totals comes to, whatever the order of its rows: how many words there are, how
 * often they stand in all, and a sum in which each count is weighed by its word. Two tables that
 * differ in a word or a count have the same one only by a chance of 2 to the power of 64.
 */
public final class Fingerprint {
  private static final long PRIME = 0x100000001B3L;
  private static final long BASIS = 0xCBF29CE484222325L;

  private long words;
  private long all;
  private long weighed;

  /** Adds the total of a word. */
  public void add(String word, long count) {
    words++;
    all += count;
    weighed += hash(word) * count;
  }

  /**
   * Reads a file of lines {@code word<TAB>count}.
   *
   * @throws UserError if it is not there
   */
  public static Fingerprint of(Path totals) throws IOException {
    Fingerprint sum = new Fingerprint();
    if (!Files.exists(totals)) {
      throw UserError.failed("ended without its " + totals.getFileName());
    }
    try (BufferedReader in = Files.newBufferedReader(totals, StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int tab = line.lastIndexOf('\t');
        sum.add(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
      }
    }
    return sum;
  }

  /** FNV-1a of 64 bits over the UTF-8. */
  private static long hash(String word) {
    long hash = BASIS;
    for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ each & 0xFF) * PRIME;
    }
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that
        && words == that.words
        && all == that.all
        && weighed == that.weighed;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(weighed);
  }

  @Override
  public String toString() {
    return "%,d words, %,d in all, sum %016x".formatted(words, all, weighed);
  }
}
