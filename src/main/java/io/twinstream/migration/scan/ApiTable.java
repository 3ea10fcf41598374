package io.twinstream.migration.scan;

import io.twinstream.report.Cell;
import io.twinstream.report.Table;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What to write instead of each API that was found, the hardest first. */
final class ApiTable {
  private ApiTable() {}

  static Table of(List<Finding> findings) {
    Map<Rule, List<Finding>> byRule =
        findings.stream()
            .sorted(Comparator.comparing(Finding::difficulty).reversed())
            .collect(
                Collectors.groupingBy(Finding::rule, LinkedHashMap::new, Collectors.toList()));
    Table table =
        Table.of(
            "What to write instead, the hardest first",
            "API",
            "findings",
            "difficulty",
            "instead",
            "in Spark 4",
            "but");
    byRule.forEach(
        (rule, all) ->
            table.row(
                Cell.text(
                    all.stream()
                        .map(each -> ReadableNames.api(each.api()))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "))),
                Cell.number(all.size()),
                Cell.text(TextReport.words(rule.difficulty())).styled(rule.difficulty().label()),
                Cell.text(rule.equivalent()),
                Cell.text(rule.equivalent4()),
                Cell.text(rule.difference().equals("-") ? "" : rule.difference())));
    return table;
  }
}
