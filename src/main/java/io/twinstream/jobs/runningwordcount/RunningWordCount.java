package io.twinstream.jobs.runningwordcount;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import io.twinstream.jobs.Sums;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordCount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rule of the running word count, free of any engine.
 *
 * <p>Input: lines, see {@link WordCount}. A word behind the mark {@value #FORGET} is not counted,
 * but forgotten at the end of its batch.
 */
final class RunningWordCount {
  /** The field of the classic job's state that a savepoint takes over. */
  static final String TOTAL = "total";

  private static final String FORGET = "~";

  private RunningWordCount() {}

  /**
   * Returns the word that a word of a line is about: what stands behind the mark, or the word
   * itself.
   */
  public static String subject(String word) {
    return isForgetting(word) ? word.substring(FORGET.length()) : word;
  }

  /** Returns the {@link #subject} of a word. */
  static String subject(CountedWord word) {
    return subject(word.getWord());
  }

  /** Returns what a word of a batch does to the total of its {@link #subject}. */
  static WordChange change(CountedWord word) {
    return change(word.getWord(), word.getCount());
  }

  /**
   * Returns what a word of a batch does to the total of its {@link #subject}.
   *
   * @param count how often it stands there
   */
  public static WordChange change(String word, long count) {
    return isForgetting(word) ? WordChange.FORGET : WordChange.added(count);
  }

  /**
   * Returns the total after a batch; empty if the word is forgotten.
   *
   * @param before the total before it; empty if there is none
   * @param changes what the batch does to it, merged
   */
  public static Optional<Long> after(Optional<Long> before, WordChange changes) {
    return changes.isForgotten()
        ? Optional.empty()
        : Optional.of(Sums.add(before.orElse(0L), changes.added()));
  }

  /** Returns the total after a batch that holds these words, one or more, of one subject. */
  static Optional<Long> after(Optional<Long> before, Iterator<CountedWord> words) {
    return after(before, WordChange.merged(words, RunningWordCount::change));
  }

  /**
   * Returns the row of a total that a batch has changed; none if the word is forgotten.
   *
   * @param tellsForgotten whether a forgotten word has the count 0 instead
   */
  static Iterator<CountedWord> row(String word, Optional<Long> total, boolean tellsForgotten) {
    return (tellsForgotten ? total.or(() -> Optional.of(0L)) : total)
        .map(count -> new CountedWord(word, count)).stream().iterator();
  }

  /**
   * Returns the totals of a file with lines {@code word<TAB>count}.
   *
   * @throws UserError if the file cannot be read or a line is malformed; names the line
   */
  public static Map<String, Long> readTotals(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw UserError.usage(
          "initial counts %s: cannot be read as UTF-8 text (%s)"
              .formatted(file, FileErrors.reason(e)));
    }
    Map<String, Long> totals = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      int tab = lines.get(i).lastIndexOf('\t');
      Long count = tab < 1 ? null : count(lines.get(i).substring(tab + 1));
      if (count == null || totals.put(lines.get(i).substring(0, tab), count) != null) {
        throw UserError.usage(
            "initial counts %s: line %d: each line is word<TAB>count, with a count of 1 or more and each word once"
                .formatted(file, i + 1));
      }
    }
    return totals;
  }

  private static Long count(String digits) {
    try {
      long count = Long.parseLong(digits);
      return count > 0 ? count : null;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /** The mark alone is a word like any other. */
  private static boolean isForgetting(String word) {
    return word.startsWith(FORGET) && word.length() > FORGET.length();
  }
}
