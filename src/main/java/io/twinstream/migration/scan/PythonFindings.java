package io.twinstream.migration.scan;

import io.twinstream.migration.scan.python.PythonApi;
import io.twinstream.migration.scan.python.PythonNote;
import io.twinstream.migration.scan.python.PythonResult;
import io.twinstream.migration.scan.python.PythonUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes findings of what Python programs use; their rules are {@code python-rules.tsv}. */
final class PythonFindings {
  private static final String OTHERS = "*";
  private static final String INNER = "_*";

  private final Map<String, Rule> rules = new HashMap<>();
  private final PythonApi api;

  PythonFindings() {
    List<Map<String, String>> rows = Table.read("python-rules.tsv");
    for (Map<String, String> row : rows) {
      Rule rule = Rules.rule(row);
      rules.put(rule.owner() + "." + rule.name(), rule);
    }
    Map<String, String> parameters = new HashMap<>();
    for (Map<String, String> row : Table.read("python-parameters.tsv")) {
      parameters.put(row.get("owner") + "." + row.get("name"), row.get("parameters"));
    }
    for (Map<String, String> row : rows) {
      String name = row.get("owner") + "." + row.get("name");
      row.put("parameters", parameters.getOrDefault(name, ""));
    }
    this.api = new PythonApi(Table.read("python-types.tsv"), rows);
  }

  PythonApi api() {
    return api;
  }

  List<Finding> of(PythonResult result) {
    Fingerprint names = new Fingerprint();
    return result.uses().stream()
        .map(this::finding)
        .map(each -> each.named(names.next(each.className(), each.method(), each.api())))
        .toList();
  }

  private Finding finding(PythonUse use) {
    Rule rule = rule(use);
    return new Finding(
        Finding.Kind.valueOf(use.kind().name()),
        use.location(),
        use.unit(),
        use.function(),
        use.line(),
        api(use),
        rule,
        "",
        part(use, rule),
        null,
        List.of());
  }

  /** Returns the class and method of PySpark, as a finding has it. */
  static String api(PythonUse use) {
    return switch (use.kind()) {
      case EXTENSION -> use.name();
      case SUBCLASS -> "extends " + use.owner();
      default -> use.owner() + "." + use.name();
    };
  }

  /** Returns which thing of the program a use is. */
  static Part part(PythonUse use, Rule rule) {
    if (use.kind() == PythonUse.Kind.SUBCLASS) {
      return Part.EXTENSION;
    }
    if (use.kind() != PythonUse.Kind.CALL || rule.difficulty() == Difficulty.DROP) {
      return Part.DETAIL;
    }
    return switch (use.role()) {
      case "source" -> Part.SOURCE;
      case "output" -> Part.OUTPUT;
      case "operator" -> Part.remembers(use.name()) ? Part.STATEFUL : Part.OPERATOR;
      default -> Part.DETAIL;
    };
  }

  /** Returns what becomes of a use. */
  Rule rule(PythonUse use) {
    if (use.kind() == PythonUse.Kind.EXTENSION) {
      return rules.get(Rules.EXTENSION + "." + OTHERS);
    }
    String owner = use.owner() + ".";
    String family = owner + (use.name().startsWith("_") ? INNER : OTHERS);
    Rule known = rules.getOrDefault(owner + use.name(), rules.get(family));
    return known == null ? rules.get(Rules.UNKNOWN + "." + OTHERS) : known;
  }

  static List<Unread> notes(List<PythonNote> notes) {
    return notes.stream().map(note -> new Unread(note.place(), note.reason())).toList();
  }
}
