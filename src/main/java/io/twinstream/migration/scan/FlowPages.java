package io.twinstream.migration.scan;

import io.twinstream.migration.scan.python.PythonProgram;
import io.twinstream.report.Cell;
import io.twinstream.report.LayeredGraph;
import io.twinstream.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The streams of each program as a page shows them: drawn, in a table, and what is handed over. */
final class FlowPages {
  private FlowPages() {}

  static List<Map<String, Object>> of(ScanReport report) {
    return report.flows().stream().map(flow -> page(flow, report.risks())).toList();
  }

  private static Map<String, Object> page(ProgramFlow flow, List<Risk> risks) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("program", flow.program());
    boolean isFile = PythonProgram.isPython(flow.program());
    int method =
        isFile
            ? flow.program().length()
            : flow.program().contains(", ")
                ? flow.program().indexOf(", ")
                : flow.program().lastIndexOf('.');
    int simple = flow.program().lastIndexOf(isFile ? '/' : '.', method - 1) + 1;
    page.put("room", flow.program().substring(0, simple));
    page.put("name", flow.program().substring(simple, method));
    page.put("method", flow.program().substring(method));
    page.put("facts", flow.facts());
    page.put("risks", risks(flow, risks));
    page.put("drawing", drawing(flow));
    page.put("steps", steps(flow));
    page.put("handOver", handOver(flow));
    return page;
  }

  /** Returns the risks in the methods that hold steps of the program. */
  private static List<Map<String, Object>> risks(ProgramFlow flow, List<Risk> risks) {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (int i = 0; i < risks.size(); i++) {
      Risk risk = risks.get(i);
      boolean isOfFlow =
          flow.steps().stream()
              .anyMatch(
                  step ->
                      step.className().equals(risk.className())
                          && step.method().equals(risk.method()));
      if (isOfFlow) {
        shown.add(Map.of("number", i, "type", risk.type().label()));
      }
    }
    return shown;
  }

  private static String drawing(ProgramFlow flow) {
    LayeredGraph graph = new LayeredGraph();
    for (Step step : flow.steps()) {
      String note =
          step.arguments().isEmpty()
              ? ReadableNames.method(step.method()) + ":" + TextReport.lineNumber(step.line())
              : step.arguments();
      graph.box(
          step.number(),
          "#%d %s".formatted(step.number(), step.name()),
          note,
          "line-" + step.rule().difficulty().label(),
          step.from());
    }
    return graph.draw(
        "%,d steps from the sources to the outputs; the table below says the same"
            .formatted(flow.steps().size()));
  }

  private static Table steps(ProgramFlow flow) {
    Table table =
        Table.of(
            "Steps of " + flow.program(),
            "step",
            "from",
            "where",
            "work",
            "instead",
            "but",
            "shown by");
    for (Step step : flow.steps()) {
      table.row(
          Cell.text("#%d %s".formatted(step.number(), step.title())),
          Cell.text(
              step.from().stream().map(number -> "#" + number).collect(Collectors.joining(", "))),
          Cell.text(
              ReadableNames.place(step.className(), step.method())
                  + ":"
                  + TextReport.lineNumber(step.line())),
          Cell.text(TextReport.words(step.rule().difficulty())),
          Cell.text(step.rule().equivalent()),
          Cell.text(step.rule().difference().equals("-") ? "" : step.rule().difference()),
          Cell.text(step.rule().example()));
    }
    return table;
  }

  private static Table handOver(ProgramFlow flow) {
    Table table = Table.of("What is carried over", "what", "where it is today", "how");
    flow.handOvers()
        .forEach(
            each ->
                table.row(Cell.text(each.what()), Cell.text(each.where()), Cell.text(each.how())));
    return table;
  }
}
