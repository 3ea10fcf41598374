package io.twinstream.local.demo;

import io.twinstream.report.HtmlPage;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code bin/demo move} shows: the greatest totals, those that differ, and the verdict. */
final class MoveDemoReport implements DemoReport {
  private final MoveDemo.Result result;
  private final WordTable words;

  public MoveDemoReport(MoveDemo.Result result) {
    this.result = result;
    LinkedHashMap<String, Map<String, Long>> counters = new LinkedHashMap<>();
    counters.put("moved", result.moved());
    counters.put("counted", result.counted());
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
    return HtmlPage.of("/io/twinstream/local/demo/move.mustache", "twinstream demo: move")
        .verdict(HtmlPage.Tone.of(result.isEqual()), verdict())
        .fact("Input", summary(took))
        .fact("Job", "running-word-count, from a Kafka topic of two partitions")
        .explainedIn("savepoint.md")
        .put("timeline", MoveTimeline.draw(result.legs()))
        .put("runs", MoveTimeline.table(result.legs()))
        .put("words", words.forPage())
        .render();
  }

  private String summary(String took) {
    return "%,d lines, %,d words, %,d distinct words; dstream, killed, structured, killed, dstream; in %s"
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
