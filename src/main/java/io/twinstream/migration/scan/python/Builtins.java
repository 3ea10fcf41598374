package io.twinstream.migration.scan.python;

import java.util.List;
import java.util.Set;

/** Calls of Python's own functions, and of libraries that are not read. */
final class Builtins {
  private static final Set<String> SAME =
      Set.of("list", "tuple", "set", "sorted", "reversed", "iter", "frozenset", "next", "dict");

  private static final Set<String> HARMLESS =
      Set.of(
          "print",
          "len",
          "str",
          "repr",
          "isinstance",
          "type",
          "id",
          "hasattr",
          "dir",
          "vars",
          "bool",
          "callable",
          "hash",
          "range",
          "int",
          "float",
          "open",
          "max",
          "min",
          "sum",
          "any",
          "all",
          "abs",
          "round",
          "issubclass",
          "help",
          "input",
          "format",
          "object",
          "ValueError",
          "Exception",
          "display",
          "setattr",
          "delattr",
          "del");

  private final Interpreter interpreter;

  Builtins(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** Calls a name that nothing in the program binds. */
  Set<Value> call(Expression.Name name, Arguments arguments, Expression.Call call, Scope scope) {
    String id = name.id();
    Set<Value> first = arguments.places().isEmpty() ? Set.of() : arguments.places().get(0);
    if (id.equals("super")) {
      return superclass(scope);
    } else if (SAME.contains(id)) {
      return id.equals("next") ? Values.elements(first) : first;
    } else if (id.equals("enumerate") || id.equals("zip")) {
      return pairs(id, arguments);
    } else if (id.equals("map") || id.equals("filter") || id.equals("reduce")) {
      return apply(id, arguments, scope, call.line());
    } else if (id.equals("getattr")) {
      return attribute(first, call, scope);
    } else if (!HARMLESS.contains(id)) {
      new Lookup(interpreter)
          .lost(arguments, id + "(), which is not in the files read", scope, name.line());
    }
    interpreter.calls.callBack(arguments, Set.of(), scope, name.line());
    return Set.of();
  }

  private static Set<Value> superclass(Scope scope) {
    for (Scope each = scope; each != null; each = each.parent) {
      if (each.owner != null) {
        return Set.of(new Value.Super(each.owner));
      }
    }
    return Set.of();
  }

  private Set<Value> pairs(String id, Arguments arguments) {
    List<Set<Value>> places =
        arguments.places().stream().map(each -> Values.elements(each)).toList();
    if (id.equals("enumerate")) {
      places = List.of(Set.of(), places.isEmpty() ? Set.of() : places.get(0));
    }
    return Values.items(List.of(), Values.items(places, Set.of()));
  }

  private Set<Value> apply(String id, Arguments arguments, Scope scope, int line) {
    if (arguments.places().size() < 2) {
      return Set.of();
    }
    Set<Value> items = Values.elements(arguments.places().get(1));
    Set<Value> result = Set.of();
    for (Value function : arguments.places().get(0)) {
      List<Set<Value>> places = id.equals("reduce") ? List.of(items, items) : List.of(items);
      result =
          Values.union(result, interpreter.calls.call(function, Arguments.of(places), scope, line));
    }
    return id.equals("reduce")
        ? Values.union(result, items)
        : Values.items(List.of(), id.equals("map") ? result : items);
  }

  private Set<Value> attribute(Set<Value> owner, Expression.Call call, Scope scope) {
    if (call.arguments().size() > 1 && call.arguments().get(1) instanceof Expression.Text text) {
      Expression.Attribute attribute =
          new Expression.Attribute(call.arguments().get(0), text.value(), call.line());
      return new Lookup(interpreter).read(owner, attribute, scope);
    }
    for (Value value : owner) {
      if (value instanceof Value.Instance instance && interpreter.api.isFollowed(instance.type())) {
        interpreter.collected.note(
            scope,
            call.line(),
            "a method of a %s is chosen by getattr while the program runs"
                .formatted(instance.type()));
      }
    }
    return Set.of();
  }

  /** Calls something that an import brought from a library; it may take a stream. */
  Set<Value> callLibrary(String name, Arguments arguments, Scope scope, int line) {
    if (name.equals("functools.reduce")) {
      return apply("reduce", arguments, scope, line);
    }
    if (name.equals("functools.partial") && !arguments.places().isEmpty()) {
      return Set.of(
          new Value.Partial(
              arguments.places().get(0),
              new Arguments(
                  arguments.places().subList(1, arguments.places().size()),
                  arguments.names(),
                  arguments.rest())));
    }
    if (arguments.names().containsKey("target")) {
      inThread(arguments, scope, line);
      return Set.of(new Value.External(name));
    }
    Set<Value> given = Values.union(arguments.all(), Values.elements(arguments.all()));
    boolean takesStream =
        given.stream()
            .anyMatch(
                value ->
                    value instanceof Value.Instance instance
                        && interpreter.api.isFollowed(instance.type()));
    if (takesStream) {
      interpreter.collected.use(PythonUse.Kind.EXTENSION, scope, line, "", name, "");
    }
    interpreter.calls.callBack(arguments, Set.of(), scope, line);
    return Set.of(new Value.External(name));
  }

  /** {@code Thread(target=run, args=(stream,))}, and the same of a process. */
  private void inThread(Arguments arguments, Scope scope, int line) {
    Set<Value> handed = arguments.names().getOrDefault("args", Set.of());
    List<Set<Value>> places =
        handed.stream()
            .filter(Value.Items.class::isInstance)
            .findFirst()
            .map(items -> ((Value.Items) items).places())
            .orElse(List.of());
    for (Value target : arguments.names().get("target")) {
      interpreter.calls.call(target, Arguments.of(places), scope, line);
    }
  }
}
