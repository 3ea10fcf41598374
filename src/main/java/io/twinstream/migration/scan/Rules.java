package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rule table, {@code rules.tsv}; of several rows that fit, the first wins. */
final class Rules {
  /** Owner of the row for a method of Spark Streaming that no other row is for. */
  static final String UNKNOWN = "(unknown)";

  /** Owner of the row for a method of another library that takes or gives a stream. */
  static final String EXTENSION = "(extension)";

  /** Stands for a subclass of the application where a rule names a method. */
  static final String EXTENDS = "<extends>";

  private static final String ANY_PACKAGE = ".*";
  private static final Rules ALL = read();

  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, List<Rule>> byOwner = new HashMap<>();
  private final Map<String, Rule> byPackage = new LinkedHashMap<>();

  private Rules() {}

  /** Returns the table that is packaged with this class. */
  public static Rules all() {
    return ALL;
  }

  private static Rules read() {
    Rules table = new Rules();
    for (Map<String, String> row : Table.read("rules.tsv")) {
      table.add(rule(row));
    }
    return table;
  }

  /** Returns the rule that a row of a table writes. */
  static Rule rule(Map<String, String> row) {
    return new Rule(
        row.get("owner"),
        row.get("name"),
        Shape.parse(row.get("shape")),
        Difficulty.ofLabel(row.get("difficulty")),
        row.get("equivalent"),
        row.get("equivalent4"),
        row.get("difference"),
        row.get("example"),
        row.get("status").equals("removed"));
  }

  private void add(Rule rule) {
    rules.add(rule);
    if (rule.owner().endsWith(ANY_PACKAGE)) {
      String name = rule.owner().substring(0, rule.owner().length() - 1);
      byPackage.put(ApiTypes.internalName(name), rule);
    } else {
      byOwner
          .computeIfAbsent(ApiTypes.internalName(rule.owner()), key -> new ArrayList<>())
          .add(rule);
    }
  }

  /** Returns the rows in the table's order. */
  public List<Rule> rows() {
    return List.copyOf(rules);
  }

  /**
   * Returns the rule for a method of a type of Spark Streaming.
   *
   * @param type an internal name that {@link ApiTypes} knows
   * @param descriptor of the method; for {@link #EXTENDS} {@code ()V}
   */
  Optional<Rule> find(String type, String name, String descriptor) {
    for (String owner : ApiTypes.known().lineage(type)) {
      for (Rule rule : byOwner.getOrDefault(owner, List.of())) {
        if (rule.matches(name, descriptor)) {
          return Optional.of(rule);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the rule for every method of every type of that type's package, if there is one. */
  Optional<Rule> ofPackage(String type) {
    return byPackage.entrySet().stream()
        .filter(entry -> type.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Returns the row for what no other row is for: {@link #UNKNOWN} or {@link #EXTENSION}. */
  Rule fallback(String owner) {
    return byOwner.get(ApiTypes.internalName(owner)).get(0);
  }
}
