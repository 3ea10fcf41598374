package io.twinstream.migration.scan.python;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run finds; each use and each place is kept once, however often it is run over. */
final class Collected {
  private final Set<PythonUse> uses = new HashSet<>();
  private final Map<String, PythonNote> notes = new LinkedHashMap<>();

  void use(
      PythonUse.Kind kind, Scope scope, int line, String owner, String name, String role) {
    Source source = scope.module.source;
    uses.add(
        new PythonUse(
            kind,
            source.location(),
            source.unit(line),
            scope.function,
            source.line(line),
            owner,
            name,
            role));
  }

  void note(Scope scope, int line, String reason) {
    Source source = scope.module.source;
    String place = source.unit(line) + ":" + source.line(line);
    notes.putIfAbsent(place + " " + reason, new PythonNote(place, reason));
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

  Collection<PythonNote> notes() {
    return notes.values();
  }
}
