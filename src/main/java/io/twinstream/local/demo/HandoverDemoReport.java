package io.twinstream.local.demo;

import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What {@code bin/demo handover} shows: what each program has, the lag, totals and the verdict. */
final class HandoverDemoReport implements DemoReport {
  private static final int SHOWN = 10;

  private final HandoverDemo.Result result;

  HandoverDemoReport(HandoverDemo.Result result) {
    this.result = result;
  }

  @Override
  public boolean isEqual() {
    return result.isEqual();
  }

  @Override
  public void print(PrintWriter out, String took) {
    out.printf("%-12s %12s %12s%n", "word", "both", "in the topic");
    for (String word : words()) {
      out.printf("%-12s %,12d %,12d%n", word, total(word), counted(word));
    }
    out.printf("%n%s%n%s%n", summary(took), verdict());
    out.flush();
  }

  @Override
  public String html(String took) {
    Table table = Table.of("Totals", "word", "both programs", "in the topic");
    for (String word : words()) {
      table.row(
          "",
          List.of(
              Cell.text(word),
              Cell.number(total(word)).changed(total(word) != counted(word)),
              Cell.number(counted(word))));
    }
    return HtmlPage.of("/io/twinstream/local/demo/handover.mustache", "twinstream demo: handover")
        .verdict(HtmlPage.Tone.of(isEqual()), verdict())
        .fact("Input", summary(took))
        .fact(
            "Programs",
            "a Kafka consumer with JDBC that was killed, and word-count on structured from its group on")
        .explainedIn("src/site/markdown/savepoint.md")
        .put("running", String.join("\n", result.lags().get(0)))
        .put("end", String.join("\n", result.lags().get(1)))
        .put("totals", table)
        .render();
  }

  /** The most frequent, and all that differ. */
  private List<String> words() {
    List<String> words = new ArrayList<>(new TreeSet<>(result.counted().keySet()));
    words.sort(Comparator.comparingLong(this::counted).reversed());
    List<String> shown = new ArrayList<>(words.subList(0, Math.min(SHOWN, words.size())));
    TreeSet<String> all = new TreeSet<>(words);
    all.addAll(result.totals().keySet());
    all.removeIf(word -> shown.contains(word) || total(word) == counted(word));
    shown.addAll(all);
    return shown;
  }

  private long total(String word) {
    return of(result.totals(), word);
  }

  private long counted(String word) {
    return of(result.counted(), word);
  }

  private static long of(Map<String, Long> counts, String word) {
    return counts.getOrDefault(word, 0L);
  }

  private String summary(String took) {
    return "%,d lines; %,d entered by the old program, %,d by the port, %,d of them the second time; in %s"
        .formatted(
            result.lines(), result.old(), result.lines() - result.old(), result.twice(), took);
  }

  private String verdict() {
    return isEqual()
        ? "EQUAL: the totals of both programs are what a count of the topic gives"
        : "DIFFERENT: the totals of both programs are not what a count of the topic gives";
  }
}
