package io.twinstream.local.demo;

import io.twinstream.report.Cell;
import io.twinstream.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
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
  private final int words;

  private WordTable(List<String> counters, List<Row> rows, int words) {
    this.counters = counters;
    this.rows = rows;
    this.words = words;
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
    return new WordTable(List.copyOf(counters.keySet()), shown, all.size());
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

  /** Returns them as a table of a page. */
  public Table forPage() {
    List<String> titles = new ArrayList<>(List.of("word"));
    titles.addAll(counters);
    Table table =
        Table.of("%,d of %,d words shown".formatted(rows.size(), words), titles);
    for (Row row : rows) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.text(row.word)));
      for (long count : row.counts) {
        cells.add(Cell.number(count).changed(count != row.last()));
      }
      table.row("", cells);
    }
    return table;
  }
}
