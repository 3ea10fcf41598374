package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions and classes of a program; each is one, however often it is run over. */
final class Definitions {
  private final Interpreter interpreter;
  private final List<Value.Closure> defined = new ArrayList<>();
  private final Map<Identity, Value.ClassValue> classes = new HashMap<>();
  private final Map<Identity, Code> codes = new HashMap<>();

  Definitions(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** Forgets all, for another program. */
  void clear() {
    classes.clear();
    codes.clear();
  }

  /** Begins another round over the same program. */
  void begin() {
    defined.clear();
  }

  /** Returns the functions that were defined in this round; running one may add others. */
  List<Value.Closure> functions() {
    return defined;
  }

  /** Returns the one code of a function or lambda. */
  Code code(Object syntax, Scope scope) {
    return codes.computeIfAbsent(
        new Identity(syntax),
        key ->
            syntax instanceof Statement.Function function
                ? new Code(function, nested(scope, function.name()))
                : new Code((Expression.Lambda) syntax, scope.function));
  }

  private static String nested(Scope scope, String name) {
    return scope.parent == null ? name : scope.function + "." + name;
  }

  void define(Statement.Function function, Scope scope) {
    function.parameters().stream()
        .filter(parameter -> parameter.initial() != null)
        .forEach(parameter -> interpreter.evaluate(parameter.initial(), scope));
    Value.Closure closure = new Value.Closure(code(function, scope), scope, null);
    Set<Value> value = Set.of(closure);
    for (Expression decorator : function.decorators()) {
      Set<Value> wrapped = Set.of();
      for (Value each : interpreter.evaluate(decorator, scope)) {
        if (each instanceof Value.Closure) {
          wrapped =
              Values.union(
                  wrapped,
                  interpreter.calls.call(
                      each, Arguments.of(List.of(value)), scope, function.line()));
        }
      }
      value = wrapped.isEmpty() ? value : wrapped;
    }
    defined.add(closure);
    if (scope.isClass) {
      scope.owner.members.put(function.name(), value);
    }
    scope.bind(function.name(), value);
  }

  void define(Statement.ClassOf type, Scope scope) {
    List<Value> bases = new ArrayList<>();
    type.bases().forEach(base -> bases.addAll(interpreter.evaluate(base, scope)));
    Identity key = new Identity(type);
    Value.ClassValue known = classes.get(key);
    Value.ClassValue value =
        known != null && known.bases.equals(bases)
            ? known
            : new Value.ClassValue(nested(scope, type.name()), bases);
    classes.put(key, value);
    Scope inside = new Scope(scope.module, scope, value.name, true);
    inside.owner = value;
    interpreter.run(type.body(), inside);
    inside.names().forEach(value.members::putIfAbsent);
    scope.bind(type.name(), Set.of(value));
    for (Value base : new HashSet<>(bases)) {
      if (base instanceof Value.Type spark) {
        extend(type, spark.type(), inside);
      }
    }
  }

  /** A class of the program that extends one of PySpark's, and what it overrides. */
  private void extend(Statement.ClassOf type, String spark, Scope inside) {
    interpreter
        .api
        .member(spark, "<extends>")
        .ifPresent(
            member ->
                interpreter.collected.use(
                    PythonUse.Kind.SUBCLASS, inside, type.line(), spark, "<extends>", ""));
    for (Statement statement : type.body()) {
      if (statement instanceof Statement.Function function) {
        interpreter
            .api
            .member(spark, function.name())
            .filter(member -> member.name().startsWith("on"))
            .ifPresent(
                member ->
                    interpreter.collected.use(
                        PythonUse.Kind.OVERRIDE,
                        inside,
                        function.line(),
                        member.owner(),
                        member.name(),
                        ""));
      }
    }
  }
}
