package io.twinstream.migration.scan;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What operators mean together that none of them means alone; texts in {@code chains.tsv}. */
enum Chain {
  REDUCE_BEFORE_STATE,
  WINDOW_BEFORE_AGGREGATION,
  AGGREGATION_OF_WINDOW,
  WINDOW_AS_LONG_AS_BATCH,
  STATE_AFTER_STATE,
  WINDOW_AFTER_STATE,
  JOIN_WITH_STATE,
  AGGREGATION_OF_STATE,
  UNION_OF_READERS;

  private static final Map<Chain, Map<String, String>> TEXTS = read();

  private static Map<Chain, Map<String, String>> read() {
    Map<Chain, Map<String, String>> texts = new EnumMap<>(Chain.class);
    for (Map<String, String> row : Table.read("chains.tsv")) {
      texts.put(valueOf(row.get("chain").replace('-', '_').toUpperCase(Locale.ROOT)), row);
    }
    return texts;
  }

  /** Returns the name as written in tables and reports: {@code state-after-state}. */
  String label() {
    return name().replace('_', '-').toLowerCase(Locale.ROOT);
  }

  String text(String column) {
    return TEXTS.get(this).get(column);
  }

  /** Returns the rule with what holds in such a chain. */
  Rule in(Rule rule) {
    return new Rule(
        rule.owner(),
        rule.name(),
        rule.shape(),
        Difficulty.ofLabel(text("difficulty")),
        text("equivalent"),
        "",
        text("difference"),
        rule.example(),
        rule.isRemoved());
  }
}
