package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of PySpark's streaming types: where they are, and what their members give. */
public final class PythonApi {
  private static final String ANY = "*";

  private final Map<String, Type> types = new HashMap<>();
  private final Map<String, Map<String, String>> exports = new HashMap<>();

  private record Type(List<String> parents, String kind, Map<String, Member> members) {}

  /**
   * A member of a type.
   *
   * @param owner the type that declares it
   * @param name the member
   * @param isCall whether it is called; else it is read
   * @param returns the type of its value, {@code [T]} for a list of them; empty if it is none of
   *     ours
   * @param given the type of what a function that is handed to it gets as its last argument
   * @param role source, operator, output, or empty
   * @param parameters their names in order, as far as their constants are asked for
   */
  record Member(
      String owner,
      String name,
      boolean isCall,
      String returns,
      String given,
      String role,
      List<String> parameters) {

    /** A member of which little is known. */
    static Member plain(String owner, String name, boolean isCall, String role) {
      return new Member(owner, name, isCall, "", "", role, List.of());
    }
  }

  /**
   * Makes the knowledge from two tables.
   *
   * @param typeRows {@code type}, {@code parents}, {@code modules}, {@code kind}
   * @param memberRows {@code owner}, {@code name}, {@code form}, {@code returns}, {@code given},
   *     {@code role}, {@code parameters}
   */
  public PythonApi(List<Map<String, String>> typeRows, List<Map<String, String>> memberRows) {
    for (Map<String, String> row : typeRows) {
      String name = row.get("type");
      types.put(name, new Type(words(row.get("parents")), row.get("kind"), new HashMap<>()));
      for (String module : words(row.get("modules"))) {
        exports.computeIfAbsent(module, key -> new HashMap<>()).put(name, name);
      }
    }
    for (Map<String, String> row : memberRows) {
      Type type = types.get(row.get("owner"));
      if (type != null) {
        type.members()
            .put(
                row.get("name"),
                new Member(
                    row.get("owner"),
                    row.get("name"),
                    !row.get("form").equals("constant"),
                    row.get("returns"),
                    row.get("given"),
                    row.get("role"),
                    words(row.get("parameters"))));
      }
    }
  }

  private static List<String> words(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split(","));
  }

  /** Returns the type that a module has under that name. */
  Optional<String> export(String module, String name) {
    return Optional.ofNullable(exports.getOrDefault(module, Map.of()).get(name));
  }

  /** Returns all that a module has. */
  Set<String> exports(String module) {
    return exports.getOrDefault(module, Map.of()).keySet();
  }

  /** Returns the member, also an inherited one; a row named {@code *} is for any. */
  Optional<Member> member(String type, String name) {
    for (String each : lineage(type)) {
      Member member = types.get(each).members().get(name);
      if (member != null) {
        return Optional.of(member);
      }
    }
    return lineage(type).stream()
        .flatMap(each -> Optional.ofNullable(types.get(each).members().get(ANY)).stream())
        .map(
            any ->
                new Member(
                    any.owner(),
                    name,
                    any.isCall(),
                    any.returns(),
                    "",
                    any.role(),
                    any.parameters()))
        .findFirst();
  }

  private List<String> lineage(String type) {
    Set<String> all = new LinkedHashSet<>();
    List<String> next = new ArrayList<>(List.of(type));
    while (!next.isEmpty()) {
      String each = next.remove(0);
      if (types.containsKey(each) && all.add(each)) {
        next.addAll(types.get(each).parents());
      }
    }
    return List.copyOf(all);
  }

  /** Returns whether a value of the type is a stream or the context of streams. */
  boolean isFollowed(String type) {
    return is(type, "stream") || is(type, "context");
  }

  boolean is(String type, String kind) {
    return types.containsKey(type) && types.get(type).kind().equals(kind);
  }
}
