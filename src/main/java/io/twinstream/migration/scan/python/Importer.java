package io.twinstream.migration.scan.python;

import java.util.Optional;
import java.util.Set;

/** Binds what imports bring: of PySpark, of the program's own modules, of other libraries. */
final class Importer {
  private static final String STREAMING = "pyspark.streaming";

  private final Interpreter interpreter;
  private final Scope scope;

  Importer(Interpreter interpreter, Scope scope) {
    this.interpreter = interpreter;
    this.scope = scope;
  }

  /** Returns whether the name is PySpark's, and of the streaming package or above it. */
  static boolean isOfStreaming(String name) {
    return name.equals("pyspark")
        || name.equals("pyspark.storagelevel")
        || name.equals(STREAMING)
        || name.startsWith(STREAMING + ".");
  }

  void run(Statement.Import names) {
    for (Statement.Alias each : names.names()) {
      String first = each.name().split("\\.")[0];
      Set<Value> whole = module(each.name());
      if (each.alias().isEmpty()) {
        scope.bind(first, first.equals(each.name()) ? whole : module(first));
      } else {
        scope.bind(each.alias(), whole);
      }
    }
  }

  private Set<Value> module(String name) {
    if (isOfStreaming(name)) {
      return Set.of(new Value.Package(name));
    }
    Optional<Source> source = interpreter.sources.find(scope.module.source, name);
    return Set.of(
        source.isPresent()
            ? new Value.ModuleValue(interpreter.module(source.get()))
            : new Value.External(name));
  }

  void run(Statement.ImportFrom names) {
    Optional<Source> source =
        names.dots() > 0
            ? interpreter.sources.relative(scope.module.source, names.dots(), names.module())
            : isOfStreaming(names.module())
                ? Optional.empty()
                : interpreter.sources.find(scope.module.source, names.module());
    for (Statement.Alias each : names.names()) {
      if (each.name().equals("*")) {
        all(names, source);
        continue;
      }
      String bound = each.alias().isEmpty() ? each.name() : each.alias();
      scope.bind(bound, value(names, source, each.name()));
    }
  }

  private Set<Value> value(Statement.ImportFrom names, Optional<Source> source, String name) {
    if (source.isPresent()) {
      Set<Value> value = interpreter.module(source.get()).scope.names().get(name);
      if (value != null) {
        return value;
      }
      return interpreter
          .sources
          .within(source.get(), name)
          .map(inner -> Set.<Value>of(new Value.ModuleValue(interpreter.module(inner))))
          .orElse(Set.of());
    }
    if (names.dots() == 0 && isOfStreaming(names.module())) {
      return new Lookup(interpreter).ofPackage(names.module(), name);
    }
    Optional<Source> submodule =
        names.dots() > 0 && names.module().isEmpty()
            ? interpreter.sources.relative(scope.module.source, names.dots(), name)
            : names.dots() == 0
                ? interpreter.sources.find(scope.module.source, names.module() + "." + name)
                : Optional.empty();
    return Set.of(
        submodule.isPresent()
            ? new Value.ModuleValue(interpreter.module(submodule.get()))
            : new Value.External(names.module() + "." + name));
  }

  private void all(Statement.ImportFrom names, Optional<Source> source) {
    if (source.isPresent()) {
      Module module = interpreter.module(source.get());
      if (module.scope != scope) {
        module.scope.names().forEach(scope::bind);
      }
    } else {
      for (String name : interpreter.api.exports(names.module())) {
        interpreter
            .api
            .export(names.module(), name)
            .ifPresent(type -> scope.bind(name, Set.of(new Value.Type(type))));
      }
    }
  }
}
