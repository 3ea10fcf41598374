package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Evaluates expressions. */
final class Evaluator {
  /** Of longer lists and dictionaries the constants are not kept. */
  private static final int MOST_CONSTANTS = 16;

  private final Interpreter interpreter;
  private final Lookup lookup;

  Evaluator(Interpreter interpreter) {
    this.interpreter = interpreter;
    this.lookup = new Lookup(interpreter);
  }

  Set<Value> evaluate(Expression expression, Scope scope) {
    if (expression instanceof Expression.Name name) {
      return lookup.name(name.id(), scope);
    } else if (expression instanceof Expression.Attribute attribute) {
      return lookup.read(evaluate(attribute.value(), scope), attribute, scope);
    } else if (expression instanceof Expression.Call call) {
      return call(call, scope);
    } else if (expression instanceof Expression.Lambda lambda) {
      lambda.parameters().stream()
          .filter(each -> each.initial() != null)
          .forEach(each -> evaluate(each.initial(), scope));
      return Set.of(new Value.Closure(interpreter.code(lambda, scope), scope, null));
    } else if (expression instanceof Expression.Items items) {
      return items(items, scope);
    } else if (expression instanceof Expression.Text text) {
      return interpreter.isOfStreams() ? Constants.text(text.value()) : Set.of();
    } else if (expression instanceof Expression.Number number) {
      return interpreter.isOfStreams() ? Constants.text(number.text()) : Set.of();
    } else if (expression instanceof Expression.Pairs pairs) {
      return pairs(pairs, scope);
    } else if (expression instanceof Expression.Subscript subscript) {
      return subscript(subscript, scope);
    } else if (expression instanceof Expression.Choice choice) {
      choice.tests().forEach(each -> evaluate(each, scope));
      return choice.values().stream()
          .map(each -> evaluate(each, scope))
          .reduce(Constants::either)
          .orElse(Set.of());
    } else if (expression instanceof Expression.Comprehension all) {
      return comprehension(all, scope);
    } else if (expression instanceof Expression.Walrus walrus) {
      Set<Value> value = evaluate(walrus.value(), scope);
      interpreter.assign(walrus.target(), value, scope);
      return value;
    } else if (expression instanceof Expression.Yield yield) {
      scope.yielded.addAll(evaluate(yield.value(), scope));
      return Set.of();
    } else if (expression instanceof Expression.Await await) {
      return evaluate(await.value(), scope);
    } else if (expression instanceof Expression.Starred star) {
      return evaluate(star.value(), scope);
    } else if (expression instanceof Expression.Other other) {
      return operands(other, scope);
    }
    return Set.of();
  }

  /** Lists can be added; nothing else that is followed can. */
  private Set<Value> operands(Expression.Other other, Scope scope) {
    Set<Value> collections = Set.of();
    for (Expression part : other.parts()) {
      for (Value value : evaluate(part, scope)) {
        if (value instanceof Value.Items && other.parts().size() > 1) {
          collections = Values.union(collections, Values.elements(Set.of(value)));
        }
      }
    }
    return collections.isEmpty() ? Set.of() : Values.items(List.of(), collections);
  }

  private Set<Value> all(List<Expression> expressions, Scope scope) {
    Set<Value> all = Set.of();
    for (Expression each : expressions) {
      all = Values.union(all, evaluate(each, scope));
    }
    return all;
  }

  private Set<Value> items(Expression.Items items, Scope scope) {
    List<Set<Value>> places = new ArrayList<>();
    Set<Value> rest = Set.of();
    boolean isCounted = true;
    boolean isEmpty = true;
    boolean isLong = items.items().size() > MOST_CONSTANTS;
    for (Expression item : items.items()) {
      Set<Value> value = evaluate(item, scope);
      value = isLong ? Constants.without(value) : value;
      if (item instanceof Expression.Starred) {
        isCounted = false;
        value = Values.elements(value);
      }
      isEmpty &= value.isEmpty();
      if (isCounted) {
        places.add(value);
      } else {
        rest = Values.union(rest, value);
      }
    }
    return Values.items(isEmpty ? List.of() : List.copyOf(places), rest);
  }

  private Set<Value> pairs(Expression.Pairs pairs, Scope scope) {
    Map<String, Set<Value>> keys = new LinkedHashMap<>();
    Set<Value> rest = Set.of();
    boolean isLong = pairs.values().size() > MOST_CONSTANTS;
    for (int i = 0; i < pairs.values().size(); i++) {
      Expression key = pairs.keys().get(i);
      Set<Value> value = evaluate(pairs.values().get(i), scope);
      value = isLong ? Constants.without(value) : value;
      if (key == null) {
        rest = Values.union(rest, Values.elements(value));
        continue;
      }
      PythonArgument name = Constants.of(evaluate(key, scope));
      boolean isNamed = name.isKnown() && name.constants().size() == 1;
      if (isNamed && !(isLong && value.isEmpty())) {
        keys.put(name.constants().get(0), value);
      } else {
        rest = Values.union(rest, value);
      }
    }
    return Set.of(new Value.Items(List.of(), keys, rest));
  }

  private Set<Value> subscript(Expression.Subscript subscript, Scope scope) {
    Set<Value> collection = evaluate(subscript.value(), scope);
    evaluate(subscript.index(), scope);
    Set<Value> types = Set.of();
    for (Value value : collection) {
      if (value instanceof Value.Type) {
        types = Values.union(types, Set.of(value)); // DStream[int]
      }
    }
    if (!types.isEmpty()) {
      return types;
    }
    if (subscript.index() instanceof Expression.Text text) {
      return Values.element(collection, text.value());
    }
    if (subscript.index() instanceof Expression.Number number
        && number.text().matches("\\d{1,6}")) {
      return Values.element(collection, Integer.parseInt(number.text()));
    }
    boolean isPart =
        subscript.index() instanceof Expression.Other other && other.parts().size() != 1;
    return isPart
        ? Values.items(List.of(), Values.elements(collection))
        : Values.elements(collection);
  }

  private Set<Value> comprehension(Expression.Comprehension all, Scope scope) {
    for (Expression.Generator generator : all.generators()) {
      Set<Value> iterable = evaluate(generator.iterable(), scope);
      interpreter.assign(generator.target(), Values.elements(iterable), scope);
      generator.tests().forEach(test -> evaluate(test, scope));
    }
    return Values.items(List.of(), all(all.results(), scope));
  }

  private Set<Value> call(Expression.Call call, Scope scope) {
    if (call.function() instanceof Expression.Attribute attribute) {
      Set<Value> owners = Constants.without(evaluate(attribute.value(), scope));
      Arguments arguments = arguments(call, scope);
      Set<Value> all = Set.of();
      for (Value owner : owners) {
        all = Values.union(all, lookup.callMember(owner, attribute, arguments, scope));
      }
      lookup.callUnknown(owners, attribute, arguments, scope);
      return all;
    }
    Set<Value> functions = Constants.without(evaluate(call.function(), scope));
    Arguments arguments = arguments(call, scope);
    if (functions.isEmpty() && call.function() instanceof Expression.Name name) {
      return new Builtins(interpreter).call(name, arguments, call, scope);
    }
    Set<Value> all = Set.of();
    for (Value function : functions) {
      all =
          Values.union(
              all, interpreter.calls.call(function, arguments, scope, call.function().line()));
    }
    if (functions.isEmpty()) {
      lookup.lost(arguments, "a function that is not known here", scope, call.line());
    }
    return all;
  }

  private Arguments arguments(Expression.Call call, Scope scope) {
    List<Set<Value>> places = new ArrayList<>();
    Map<String, Set<Value>> names = new HashMap<>();
    Set<Value> rest = Set.of();
    for (Expression argument : call.arguments()) {
      Set<Value> value = evaluate(argument, scope);
      if (argument instanceof Expression.Starred) {
        rest = Values.union(rest, Values.elements(value));
      } else {
        places.add(value);
      }
    }
    for (Expression.Keyword keyword : call.keywords()) {
      Set<Value> value = evaluate(keyword.value(), scope);
      if (!keyword.name().isEmpty()) {
        names.put(keyword.name(), value);
        continue;
      }
      for (Value each : value) {
        if (each instanceof Value.Items items) {
          names.putAll(items.keys());
          rest = Values.union(rest, items.rest());
        }
      }
    }
    return new Arguments(places, names, rest);
  }
}
