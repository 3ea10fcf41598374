package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows calls; a function is run once for each kind of arguments that it gets. */
final class Calls {
  private static final int DEEPEST = 40;

  /** How often a function runs for arguments that differ in constants, or in origins, alone. */
  private static final int MOST_CONSTANTS = 4;

  private static final int MOST_ORIGINS = 16;

  /** Their functions run on the driver, with the RDD of a batch as the last argument. */
  private static final Set<String> ON_BATCHES = Set.of("foreachRDD", "transform");

  private final Interpreter interpreter;
  private final Map<Key, Set<Value>> results = new HashMap<>();
  private final Map<Key, Integer> variants = new HashMap<>();
  private final Set<Code> called = new HashSet<>();
  private int depth;

  private record Key(Code code, Scope scope, Value self, Map<String, Set<Value>> parameters) {
    Key with(Map<String, Set<Value>> others) {
      return new Key(code, scope, self, others);
    }
  }

  Calls(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  void forget() {
    results.clear();
    variants.clear();
    called.clear();
  }

  Set<Value> call(Value function, Arguments arguments, Scope scope, int line) {
    if (function instanceof Value.Closure closure) {
      return call(closure, arguments, scope, line);
    } else if (function instanceof Value.Type type) {
      return create(type.type(), arguments, scope, line);
    } else if (function instanceof Value.Member member) {
      Made before = member.owner() instanceof Value.Instance instance ? instance.made() : null;
      return callOfSpark(member.type(), member.member(), before, arguments, scope, line);
    } else if (function instanceof Value.ClassValue type) {
      return create(type, arguments, scope, line);
    } else if (function instanceof Value.Partial partial) {
      Set<Value> all = Set.of();
      for (Value each : partial.function()) {
        all = Values.union(all, call(each, arguments.after(partial.first()), scope, line));
      }
      return all;
    } else if (function instanceof Value.External library) {
      return new Builtins(interpreter).callLibrary(library.name(), arguments, scope, line);
    } else if (function instanceof Value.Custom custom) {
      Set<Value> all = Set.of();
      for (Value each :
          new Lookup(interpreter).ofClass(custom.type(), "__call__").orElse(Set.of())) {
        if (each instanceof Value.Closure closure) {
          Value bound = new Value.Closure(closure.code(), closure.scope(), custom);
          all = Values.union(all, call(bound, arguments, scope, line));
        }
      }
      return all;
    }
    return Set.of();
  }

  private Set<Value> create(String type, Arguments arguments, Scope scope, int line) {
    interpreter
        .api
        .member(type, "<init>")
        .filter(member -> member.name().equals("<init>"))
        .ifPresent(
            member -> {
              PythonUse use =
                  interpreter.collected.use(
                      PythonUse.Kind.CALL, scope, line, type, "<init>", member.role());
              interpreter.trace().call(use, use, member, arguments, null);
            });
    counted(arguments, scope);
    return Set.of(new Value.Instance(type));
  }

  private Set<Value> create(Value.ClassValue type, Arguments arguments, Scope scope, int line) {
    Value.Custom self = new Value.Custom(type);
    for (Value each : new Lookup(interpreter).ofClass(type, "__init__").orElse(Set.of())) {
      if (each instanceof Value.Closure closure) {
        call(new Value.Closure(closure.code(), closure.scope(), self), arguments, scope, line);
      }
    }
    return Set.of(self);
  }

  /**
   * Calls a member; the use itself is kept by the caller.
   *
   * @param made the call that a stream comes from which the member gives
   */
  Set<Value> callOfSpark(
      String type, PythonApi.Member member, Made made, Arguments arguments, Scope scope, int line) {
    counted(arguments, scope);
    Set<Value> given =
        member.given().isEmpty() ? Set.of() : Set.of(new Value.Instance(member.given()));
    if (ON_BATCHES.contains(member.name())) {
      given = Values.union(given, Set.of(new Value.Batch(made)));
    }
    callBack(arguments, given, scope, line);
    return returned(member, type, made);
  }

  /** Constants such as a storage level count where a stream gets them. */
  private void counted(Arguments arguments, Scope scope) {
    for (Value value : arguments.all()) {
      if (value instanceof Value.Argument argument) {
        interpreter.collected.use(
            PythonUse.Kind.CALL,
            scope,
            argument.line(),
            argument.member().owner(),
            argument.member().name(),
            "");
      }
    }
  }

  Set<Value> returned(PythonApi.Member member, String type, Made made) {
    String returns = member.returns();
    if (returns.isEmpty()) {
      return Set.of();
    }
    if (returns.startsWith("[")) {
      Value one = new Value.Instance(returns.substring(1, returns.length() - 1));
      return Values.items(List.of(), Set.of(one));
    }
    String given = returns.equals("self") ? type : returns;
    return Set.of(new Value.Instance(given, interpreter.api.is(given, "stream") ? made : null));
  }

  /** Runs the functions among the arguments, as their receiver will. */
  void callBack(Arguments arguments, Set<Value> given, Scope scope, int line) {
    for (Value value : arguments.all()) {
      if (value instanceof Value.Closure closure) {
        List<Set<Value>> places = new ArrayList<>();
        int count = closure.code().parameters.size() - (closure.self() == null ? 0 : 1);
        for (int i = 0; i < count; i++) {
          places.add(i == count - 1 ? given : Set.of());
        }
        call(closure, Arguments.of(places), scope, line);
      } else if (value instanceof Value.Partial partial) {
        for (Value each : partial.function()) {
          call(each, Arguments.NONE.after(partial.first()), scope, line);
        }
      }
    }
  }

  /** Runs a function that nothing calls: its parameters are known by their annotations alone. */
  void uncalled(Value.Closure closure) {
    if (called.contains(closure.code())) {
      return;
    }
    Value self =
        closure.scope().isClass && !closure.code().isStatic
            ? new Value.Custom(closure.scope().owner)
            : null;
    Value bound = new Value.Closure(closure.code(), closure.scope(), self);
    call(bound, Arguments.NONE, closure.scope(), 1);
  }

  private Set<Value> call(Value.Closure closure, Arguments arguments, Scope caller, int line) {
    Code code = closure.code();
    called.add(code);
    Map<String, Set<Value>> parameters = parameters(closure, arguments);
    Key key = key(closure, parameters);
    Set<Value> known = results.get(key);
    if (known != null) {
      return known;
    }
    if (depth >= DEEPEST) {
      interpreter.collected.note(
          caller, line, "more than %d calls within each other".formatted(DEEPEST));
      return Set.of();
    }
    results.put(key, Set.of());
    Scope scope = new Scope(closure.scope().module, closure.scope(), code.name, false);
    scope.owner = closure.scope().owner;
    key.parameters().forEach(scope::bind);
    depth++;
    interpreter.run(code.body, scope);
    depth--;
    Set<Value> result = returned(scope);
    if (Constants.areAll(result)) {
      result = Values.union(result, interpreter.typed(code.returns, closure.scope()));
    }
    results.put(key, result);
    return result;
  }

  private static Set<Value> returned(Scope scope) {
    boolean isUnknown = scope.returned.equals(Set.of(Value.Constant.UNKNOWN));
    Set<Value> result = isUnknown ? Set.of() : new LinkedHashSet<>(scope.returned);
    if (!scope.yielded.isEmpty()) {
      result = Values.union(result, Values.items(List.of(), new LinkedHashSet<>(scope.yielded)));
    }
    return result;
  }

  /** Returns what tells a run of a function from others that give the same. */
  private Key key(Value.Closure closure, Map<String, Set<Value>> parameters) {
    Key exact = new Key(closure.code(), closure.scope(), closure.self(), parameters);
    if (results.containsKey(exact)) {
      return exact;
    }
    if (Constants.arePlain(parameters)) {
      return exact;
    }
    Key plain = exact.with(Constants.plain(parameters, false));
    if (interpreter.isLong()) {
      return plain;
    }
    Key traced = exact.with(Constants.plain(parameters, true));
    // A function that gets no stream may be any; one run tells what is constant in most programs.
    boolean isOfStreams = holdsStream(parameters);
    if (variants.merge(traced, 1, Integer::sum) <= (isOfStreams ? MOST_CONSTANTS : 1)) {
      return exact;
    }
    return variants.merge(plain, 1, Integer::sum) <= MOST_ORIGINS ? traced : plain;
  }

  private boolean holdsStream(Map<String, Set<Value>> parameters) {
    for (Set<Value> values : parameters.values()) {
      for (Value value : values) {
        if (value instanceof Value.Instance of && interpreter.api.isFollowed(of.type())) {
          return true;
        }
      }
    }
    return false;
  }

  private Map<String, Set<Value>> parameters(Value.Closure closure, Arguments arguments) {
    Map<String, Set<Value>> bound = new LinkedHashMap<>();
    int place = 0;
    boolean isSelf = closure.self() != null;
    for (Parameter parameter : closure.code().parameters) {
      Set<Value> value;
      boolean isGiven = true;
      if (isSelf) {
        value = Set.of(closure.self());
        isSelf = false;
      } else if (parameter.stars() == 1) {
        value =
            Values.items(
                List.copyOf(
                    arguments
                        .places()
                        .subList(
                            Math.min(place, arguments.places().size()), arguments.places().size())),
                arguments.rest());
        place = arguments.places().size();
      } else if (parameter.stars() == 2) {
        value = Set.of(new Value.Items(List.of(), arguments.names(), Set.of()));
      } else if (place < arguments.places().size()) {
        value = arguments.places().get(place++);
      } else {
        value = arguments.names().getOrDefault(parameter.name(), arguments.rest());
        isGiven = arguments.names().containsKey(parameter.name());
        place++;
      }
      if (value.isEmpty() && parameter.initial() != null) {
        Set<Value> initial = interpreter.evaluate(parameter.initial(), closure.scope());
        value = isGiven ? Constants.either(value, initial) : initial;
      }
      if (Constants.areAll(value)) {
        value = Values.union(value, interpreter.typed(parameter.annotation(), closure.scope()));
      }
      bound.put(parameter.name(), value);
    }
    return bound;
  }
}
