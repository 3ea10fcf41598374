package io.twinstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.local.MoveDemo;
import io.twinstream.report.HtmlPage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What {@code bin/demo move} shows: the greatest totals, those that differ, and the verdict. */
final class MoveDemoReport {
  private static final int TOP = 10;
  private static final int MOST_DIFFERENT = 100;

  private final MoveDemo.Result result;
  private final String took;

  MoveDemoReport(MoveDemo.Result result, String took) {
    this.result = result;
    this.took = took;
  }

  /** A word with both totals. */
  private record Row(String word, long moved, long counted) {
    boolean differs() {
      return moved != counted;
    }
  }

  void print(PrintWriter out) {
    out.printf("%-20s %12s %12s%n", "word", "moved", "counted");
    for (Row row : rows()) {
      out.printf(
          "%-20s %,12d %,12d%s%n",
          row.word, row.moved, row.counted, row.differs() ? "  <- differ" : "");
    }
    out.printf("%n%s%n%s%n", summary(), verdict());
    out.flush();
  }

  String html() {
    return HtmlPage.render(
        "/io/twinstream/local/move.mustache",
        Map.of(
            "title",
            "twinstream demo: move",
            "verdict",
            verdict(),
            "isEqual",
            result.isEqual(),
            "summary",
            summary(),
            "legs",
            result.legs().stream()
                .map(
                    leg ->
                        Map.of(
                            "engine", leg.engine().label(),
                            "batches", leg.batches(),
                            "savepoint", String.join("\n", leg.savepoint())))
                .toList(),
            "rows",
            rows().stream()
                .map(
                    row ->
                        Map.<String, Object>of(
                            "word", row.word,
                            "moved", row.moved,
                            "counted", row.counted,
                            "differs", row.differs()))
                .toList()),
        new ObjectMapper().createObjectNode());
  }

  private List<Row> rows() {
    TreeSet<String> words = new TreeSet<>(result.counted().keySet());
    words.addAll(result.moved().keySet());
    List<Row> all =
        words.stream()
            .map(
                word ->
                    new Row(
                        word,
                        result.moved().getOrDefault(word, 0L),
                        result.counted().getOrDefault(word, 0L)))
            .sorted(Comparator.comparingLong(Row::counted).reversed())
            .toList();
    List<Row> shown = new ArrayList<>(all.subList(0, Math.min(TOP, all.size())));
    all.stream().skip(TOP).filter(Row::differs).limit(MOST_DIFFERENT).forEach(shown::add);
    return shown;
  }

  private String summary() {
    return "%,d lines, %,d words, %,d different ones; dstream, killed, structured, killed, dstream; in %s"
        .formatted(
            result.lines(),
            result.counted().values().stream().mapToLong(Long::longValue).sum(),
            result.counted().size(),
            took);
  }

  private String verdict() {
    return result.isEqual()
        ? "EQUAL: every total is what was counted in the topic: nothing lost, nothing counted twice"
        : "DIFFERENT: the totals are not what was counted in the topic";
  }
}
