package io.twinstream.jobs.wordcount;

import io.twinstream.jobs.Sums;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule of the word count, free of any engine.
 *
 * <p>Input: lines. A word is what stands between runs of ASCII white space, Java's {@code \s}:
 * space, tab, line feed, vertical tab, form feed, carriage return. Case is kept; there are no empty
 * words; no-break and ideographic spaces are letters like any other, and so is NUL. Lines arrive
 * decoded: malformed UTF-8 was replaced by U+FFFD where the bytes were read.
 */
public final class WordCount {
  private WordCount() {}

  /** Returns the words of a line in order, each as often as it stands there. */
  public static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      if (isWhiteSpace(line.charAt(i))) {
        if (i > start) {
          words.add(line.substring(start, i));
        }
        start = i + 1;
      }
    }
    if (start < line.length()) {
      words.add(line.substring(start));
    }
    return words;
  }

  /** Returns the sum of two counts, see {@link Sums}. */
  public static long add(long count, long more) {
    return Sums.add(count, more);
  }

  static boolean isWhiteSpace(char c) {
    return c <= ' ' && (c == ' ' || (c >= '\t' && c <= '\r'));
  }
}
