package io.twinstream.migration.scan.python;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run finds; each use and each place is kept once, however often it is run over. */
final class Collected {
  private final Set<PythonUse> uses = new HashSet<>();
  private final Set<PythonNote> notes = new LinkedHashSet<>();
  private final Map<String, PythonNote> unknown = new LinkedHashMap<>();

  PythonUse use(
      PythonUse.Kind kind, Scope scope, int line, String owner, String name, String role) {
    PythonUse use = at(kind, scope, line, owner, name, role);
    uses.add(use);
    return use;
  }

  /** Returns a use that is not kept by itself. */
  static PythonUse at(
      PythonUse.Kind kind, Scope scope, int line, String owner, String name, String role) {
    Source source = scope.module.source;
    return new PythonUse(
        kind,
        source.location(),
        source.unit(line),
        scope.function,
        source.line(line),
        owner,
        name,
        role);
  }

  /** A call of a member of something unknown; it counts unless another run knows it. */
  void unknown(Scope scope, int line, String member, String reason) {
    Source source = scope.module.source;
    unknown.put(place(source.unit(line), source.line(line), member), note(source, line, reason));
  }

  private static String place(String unit, int line, String member) {
    return unit + ":" + line + " " + member;
  }

  void note(Scope scope, int line, String reason) {
    notes.add(note(scope.module.source, line, reason));
  }

  private static PythonNote note(Source source, int line, String reason) {
    return new PythonNote(source.unit(line) + ":" + source.line(line), reason);
  }

  List<PythonUse> uses() {
    return uses.stream()
        .sorted(
            Comparator.comparing(PythonUse::unit)
                .thenComparing(PythonUse::line)
                .thenComparing(PythonUse::owner)
                .thenComparing(PythonUse::name)
                .thenComparing(PythonUse::function)
                .thenComparing(PythonUse::kind))
        .toList();
  }

  List<PythonNote> notes() {
    Map<String, PythonNote> left = new LinkedHashMap<>(unknown);
    uses.forEach(use -> left.remove(place(use.unit(), use.line(), use.name())));
    Set<PythonNote> all = new LinkedHashSet<>(notes);
    all.addAll(left.values());
    return List.copyOf(all);
  }
}
