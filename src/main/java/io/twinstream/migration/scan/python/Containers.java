package io.twinstream.migration.scan.python;

import java.util.List;
import java.util.Set;

/** Methods of lists and dictionaries that hold what is followed. */
final class Containers {
  private static final Set<String> ADDING =
      Set.of("append", "add", "insert", "extend", "update", "setdefault", "appendleft");

  private static final Set<String> TAKING = Set.of("pop", "get", "popitem", "popleft");

  private final Interpreter interpreter;

  Containers(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  Set<Value> call(Value owner, Expression.Attribute attribute, Arguments arguments, Scope scope) {
    String name = attribute.name();
    Set<Value> elements = Values.elements(Set.of(owner));
    if (ADDING.contains(name)) {
      Set<Value> added =
          name.equals("extend") || name.equals("update")
              ? Values.elements(arguments.all())
              : arguments.all();
      Set<Value> followed = Constants.without(added);
      if (!followed.isEmpty() && !elements.containsAll(followed)) {
        interpreter.assign(
            attribute.value(), Values.items(List.of(), Values.union(elements, followed)), scope);
      }
      return added;
    }
    if (TAKING.contains(name)) {
      return elements;
    }
    if (name.equals("items") || name.equals("iteritems")) {
      return Values.items(List.of(), Values.items(List.of(Set.of(), elements), Set.of()));
    }
    return Values.items(List.of(), elements);
  }
}
