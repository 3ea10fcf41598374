package io.twinstream.local.demo;

import io.twinstream.api.Engine;
import io.twinstream.report.Cell;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * What {@code bin/demo receivers} shows: what was sent to each engine and counted, and the verdict.
 */
final class ReceiversDemoReport implements DemoReport {
  private static final List<String> COLUMNS =
      List.of("engine", "sent", "before the kill", "sent again", "counted", "counted twice");

  private final Map<Engine, ReceiversDemo.Side> sides;

  /**
   * @param sides in the order in which they are shown
   */
  ReceiversDemoReport(Map<Engine, ReceiversDemo.Side> sides) {
    this.sides = sides;
  }

  @Override
  public boolean isEqual() {
    return sides.values().stream().allMatch(ReceiversDemo.Side::isEqual);
  }

  @Override
  public void print(PrintWriter out, String took) {
    out.printf("%-12s %15s %15s %15s %15s %15s%n", COLUMNS.toArray());
    sides.forEach(
        (engine, side) -> {
          out.printf("%-12s", engine.label());
          numbers(side).forEach(number -> out.printf(" %,15d", number));
          out.println(side.isEqual() ? "" : "  <- differ");
        });
    out.printf("%n%s%n%s%n", summary(took), verdict());
    out.flush();
  }

  /** In the order of the columns. */
  private static List<Long> numbers(ReceiversDemo.Side side) {
    return List.of(
        (long) side.sent().size(),
        (long) side.acknowledgedAtKill(),
        side.sentAgain(),
        (long) side.counted().size(),
        side.twice());
  }

  @Override
  public String html(String took) {
    Table table = Table.of("Messages, each of its own text", COLUMNS);
    sides.forEach(
        (engine, side) ->
            table.row(
                "",
                List.of(
                    Cell.text(engine.label()),
                    Cell.number(side.sent().size()),
                    Cell.number(side.acknowledgedAtKill()),
                    Cell.number(side.sentAgain()),
                    Cell.number(side.counted().size())
                        .changed(side.counted().size() != side.sent().size()),
                    Cell.number(side.twice()))));
    return HtmlPage.of("/io/twinstream/local/demo/receivers.mustache", "twinstream demo: receivers")
        .verdict(HtmlPage.Tone.of(isEqual()), verdict())
        .fact("Input", summary(took))
        .fact("Job", "word-count, by a receiver that knows nothing of twinstream")
        .explainedIn("hosted-receivers.md")
        .put("messages", table)
        .render();
  }

  private String summary(String took) {
    return "%,d messages; both drivers killed by SIGKILL and started again; in %s"
        .formatted(sides.values().stream().mapToLong(side -> side.sent().size()).sum(), took);
  }

  private String verdict() {
    return isEqual()
        ? "EQUAL: both engines have counted every message that was sent, and none more often than it was sent"
        : "DIFFERENT: what was counted is not what was sent";
  }
}
