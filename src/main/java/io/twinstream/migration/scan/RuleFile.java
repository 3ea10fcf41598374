package io.twinstream.migration.scan;

import io.twinstream.error.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads rules for the wrappers and connectors of a company, in the form of {@code rules.tsv}. */
final class RuleFile {
  private static final List<String> COLUMNS =
      List.of(
          "owner",
          "name",
          "shape",
          "difficulty",
          "equivalent",
          "equivalent4",
          "difference",
          "example",
          "status");
  private static final List<String> REQUIRED = List.of("owner", "name", "difficulty", "equivalent");

  private static final Pattern OWNER = Pattern.compile("([\\w$]+\\.)*([\\w$]+|\\*)");
  private static final Pattern NAME = Pattern.compile("\\*|<init>|[\\w$]+");
  private static final Pattern SHAPE =
      Pattern.compile("\\*|\\(\\)|[\\w$]+(,[\\w$]+)*(,\\.\\.\\.)?");

  private RuleFile() {}

  /**
   * Returns the rules of a file, in its order.
   *
   * @throws UserError that names the line, if a row is wrong
   */
  static List<Rule> read(Path file) {
    List<Rule> rules = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (OwnTable.Row row : new OwnTable(file, COLUMNS, REQUIRED).read()) {
      Rule rule = rule(row);
      if (!ids.add(rule.id())) {
        throw row.error("a second row for %s; the first one counts".formatted(rule.id()));
      }
      rules.add(rule);
    }
    return rules;
  }

  private static Rule rule(OwnTable.Row row) {
    check(row, "owner", OWNER, "a class with its package, com.acme.Streams, or com.acme.*");
    check(row, "name", NAME, "a method, <init> for a constructor, or * for any");
    String shape = row.get("shape").isEmpty() ? "*" : row.get("shape");
    if (!SHAPE.matcher(shape).matches()) {
      throw row.error(
          "shape \"%s\": the simple names of the parameter types with commas, _ for any one, ... for any more, () for none, * for every overload"
              .formatted(shape));
    }
    checkDifficulty(row);
    Map<String, String> cells = new HashMap<>();
    COLUMNS.forEach(column -> cells.put(column, row.get(column)));
    cells.put("shape", shape);
    cells.replace("difference", "", "-");
    return Rules.rule(cells);
  }

  private static void check(OwnTable.Row row, String column, Pattern pattern, String wanted) {
    if (!pattern.matcher(row.get(column)).matches()) {
      throw row.error("%s \"%s\": not %s".formatted(column, row.get(column), wanted));
    }
  }

  private static void checkDifficulty(OwnTable.Row row) {
    List<String> labels = Arrays.stream(Difficulty.values()).map(Difficulty::label).toList();
    if (!labels.contains(row.get("difficulty"))) {
      throw row.error(
          "difficulty \"%s\": not one of %s"
              .formatted(row.get("difficulty"), String.join(", ", labels)));
    }
  }
}
