package io.twinstream.migration.scan;

import io.twinstream.error.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What becomes of each API: the rule table, {@code rules.tsv}, and before it the rules of a
 * company; of several rows that fit, the first wins.
 */
public final class Rules {
  /** Owner of the row for a method of Spark Streaming that no other row is for. */
  static final String UNKNOWN = "(unknown)";

  /** Owner of the row for a method of another library that takes or gives a stream. */
  static final String EXTENSION = "(extension)";

  /** Owner of the row for what is not an API of Spark Streaming, but public in its class files. */
  static final String INTERNAL = "(internal)";

  /** Stands for a subclass of the application where a rule names a method. */
  static final String EXTENDS = "<extends>";

  private static final String ANY_PACKAGE = ".*";
  private static final Rules ALL = new Rules();

  static {
    Table.read("rules.tsv").forEach(row -> ALL.add(rule(row), ApiTypes::internalName));
  }

  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, List<Rule>> byOwner = new HashMap<>();
  private final Map<String, Rule> byPackage = new LinkedHashMap<>();

  /** Rules that were given beside the table; their owners are full names. */
  private final List<Rule> ofCompany = new ArrayList<>();

  private Rules() {}

  /**
   * Returns the table with the rules of a file before it, for wrappers and connectors of a company.
   *
   * @throws UserError if the file cannot be read, or a row of it is wrong
   */
  public static Rules with(Path file) {
    Rules rules = new Rules();
    rules.ofCompany.addAll(RuleFile.read(file));
    rules.rules.addAll(rules.ofCompany);
    rules.rules.addAll(ALL.rules);
    rules.byOwner.putAll(ALL.byOwner);
    rules.byPackage.putAll(ALL.byPackage);
    return rules;
  }

  /** Returns the internal names of the owners of the company's rules, those of packages by name. */
  Set<String> companyOwners(Set<String> classes) {
    Set<String> owners = new HashSet<>();
    for (Rule rule : ofCompany) {
      String owner = rule.owner().replace('.', '/');
      if (owner.endsWith("/*")) {
        String prefix = owner.substring(0, owner.length() - 1);
        classes.stream().filter(name -> name.startsWith(prefix)).forEach(owners::add);
      } else {
        owners.add(owner);
        owners.add(owner + "$");
      }
    }
    return owners;
  }

  /** Returns the table that is packaged with this class. */
  public static Rules all() {
    return ALL;
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

  private void add(Rule rule, UnaryOperator<String> internalName) {
    rules.add(rule);
    if (rule.owner().endsWith(ANY_PACKAGE)) {
      String name = rule.owner().substring(0, rule.owner().length() - 1);
      byPackage.put(internalName.apply(name), rule);
    } else {
      byOwner.computeIfAbsent(internalName.apply(rule.owner()), key -> new ArrayList<>()).add(rule);
    }
  }

  /** Returns the rows in the table's order. */
  List<Rule> rows() {
    return List.copyOf(rules);
  }

  /**
   * Returns the rule of the company for a method.
   *
   * @param target its owner may be a companion object
   */
  Optional<Rule> ofCompany(MethodId target) {
    if (ofCompany.isEmpty()) {
      return Optional.empty();
    }
    String owner = target.owner().replace('/', '.');
    String plain = owner.endsWith("$") ? owner.substring(0, owner.length() - 1) : owner;
    return ofCompany.stream()
        .filter(
            rule ->
                rule.owner().endsWith(ANY_PACKAGE)
                    ? plain.startsWith(rule.owner().substring(0, rule.owner().length() - 1))
                    : plain.replace('$', '.').equals(rule.owner().replace('$', '.')))
        .filter(rule -> rule.matches(target.name(), target.descriptor()))
        .findFirst();
  }

  /** Returns whether a rule was given beside the table. */
  boolean isOfCompany(Rule rule) {
    return ofCompany.contains(rule);
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

  /**
   * Returns the row for what no other row is for: {@link #UNKNOWN}, {@link #INTERNAL} or {@link
   * #EXTENSION}.
   */
  Rule fallback(String owner) {
    return byOwner.get(ApiTypes.internalName(owner)).get(0);
  }
}
