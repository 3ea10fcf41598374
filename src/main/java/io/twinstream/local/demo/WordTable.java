package io.twinstream.local.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Words with what each of several counters says of them: the most frequent, and after them those
 * about which they differ.
 */
final class WordTable {
  private static final int TOP = 10;
  private static final int MOST_DIFFERENT = 100;

  private final List<String> counters;
  private final List<Row> rows;

  private WordTable(List<String> counters, List<Row> rows) {
    this.counters = counters;
    this.rows = rows;
  }

  /**
   * @param counters name to word to count; the words are ordered by the last one
   */
  public static WordTable of(LinkedHashMap<String, Map<String, Long>> counters) {
    TreeSet<String> words = new TreeSet<>();
    counters.values().forEach(counts -> words.addAll(counts.keySet()));
    List<Row> all =
        words.stream()
            .map(
                word ->
                    new Row(
                        word,
                        counters.values().stream()
                            .map(counts -> counts.getOrDefault(word, 0L))
                            .toList()))
            .sorted(Comparator.comparingLong(Row::last).reversed())
            .toList();
    List<Row> shown = new ArrayList<>(all.subList(0, Math.min(TOP, all.size())));
    all.stream().skip(TOP).filter(Row::differs).limit(MOST_DIFFERENT).forEach(shown::add);
    return new WordTable(List.copyOf(counters.keySet()), shown);
  }

  /** A word with its counts, in the order of the counters. */
  private record Row(String word, List<Long> counts) {
    long last() {
      return counts.get(counts.size() - 1);
    }

    boolean differs() {
      return counts.stream().distinct().count() > 1;
    }
  }

  public void print(PrintWriter out) {
    out.printf("%-20s", "word");
    counters.forEach(counter -> out.printf(" %12s", counter));
    out.println();
    for (Row row : rows) {
      out.printf("%-20s", row.word);
      row.counts.forEach(count -> out.printf(" %,12d", count));
      out.println(row.differs() ? "  <- differ" : "");
    }
  }

  /** Returns rows of {@code word}, {@code differs} and the name of each counter. */
  public List<Map<String, Object>> forPage() {
    return rows.stream().map(this::forPage).toList();
  }

  private Map<String, Object> forPage(Row row) {
    Map<String, Object> shown = new HashMap<>();
    shown.put("word", row.word);
    shown.put("differs", row.differs());
    for (int i = 0; i < counters.size(); i++) {
      shown.put(counters.get(i), row.counts.get(i));
    }
    return shown;
  }
}
