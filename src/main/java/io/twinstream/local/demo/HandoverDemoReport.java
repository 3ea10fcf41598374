package io.twinstream.local.demo;

import io.twinstream.report.HtmlPage;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code bin/demo handover} shows: what each program has, the lag, totals and the verdict. */
final class HandoverDemoReport implements DemoReport {
  private final HandoverDemo.Result result;
  private final WordTable words;

  HandoverDemoReport(HandoverDemo.Result result) {
    this.result = result;
    LinkedHashMap<String, Map<String, Long>> counters = new LinkedHashMap<>();
    counters.put("both programs", result.totals());
    counters.put("in the topic", result.counted());
    this.words = WordTable.of(counters);
  }

  @Override
  public boolean isEqual() {
    return result.isEqual();
  }

  @Override
  public void print(PrintWriter out, String took) {
    words.print(out);
    out.printf("%n%s%n%s%n", summary(took), verdict());
    out.flush();
  }

  @Override
  public String html(String took) {
    return HtmlPage.of("/io/twinstream/local/demo/handover.mustache", "twinstream demo: handover")
        .verdict(HtmlPage.Tone.of(isEqual()), verdict())
        .fact("Input", summary(took))
        .fact(
            "Programs",
            "a Kafka consumer with JDBC that was killed, and word-count on structured from its group on")
        .explainedIn("savepoint.md")
        .put("running", String.join("\n", result.lags().get(0)))
        .put("end", String.join("\n", result.lags().get(1)))
        .put("totals", words.forPage())
        .render();
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
