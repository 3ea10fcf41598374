package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds names and members. */
final class Lookup {
  /** Methods that only streams and their context have: their receiver should be known. */
  private static final Set<String> OF_STREAMS =
      Set.of(
          "foreachRDD",
          "updateStateByKey",
          "reduceByKeyAndWindow",
          "reduceByWindow",
          "countByWindow",
          "countByValueAndWindow",
          "groupByKeyAndWindow",
          "transformWith",
          "saveAsTextFiles",
          "socketTextStream",
          "textFileStream",
          "queueStream",
          "binaryRecordsStream",
          "createDirectStream",
          "awaitTerminationOrTimeout");

  /** Methods of an RDD that bring its records to the driver. */
  private static final Set<String> COLLECTING =
      Set.of("collect", "collectAsMap", "toLocalIterator", "take", "takeOrdered", "top");

  private final Interpreter interpreter;

  Lookup(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  Set<Value> name(String id, Scope scope) {
    Set<Value> values = scope.find(id);
    return values != null ? values : id.equals("None") ? Constants.none() : Set.of();
  }

  /** Reads an attribute that is not called at once. */
  Set<Value> read(Set<Value> owners, Expression.Attribute attribute, Scope scope) {
    Set<Value> all = Set.of();
    for (Value owner : owners) {
      all = Values.union(all, read(owner, attribute, scope));
    }
    return all;
  }

  private Set<Value> read(Value owner, Expression.Attribute attribute, Scope scope) {
    String name = attribute.name();
    if (owner instanceof Value.Instance instance) {
      return readOfSpark(owner, instance.type(), attribute, scope);
    } else if (owner instanceof Value.Type type) {
      return readOfSpark(owner, type.type(), attribute, scope);
    } else if (owner instanceof Value.Package spark) {
      return ofPackage(spark.name(), name);
    } else if (owner instanceof Value.ModuleValue module) {
      return ofModule(module.module(), name);
    } else if (owner instanceof Value.Custom custom) {
      return ofObject(custom, name, scope, attribute.line());
    } else if (owner instanceof Value.ClassValue type) {
      return ofClass(type, name).orElse(Set.of());
    } else if (owner instanceof Value.Super base) {
      return ofBases(base.type(), name);
    } else if (owner instanceof Value.External library) {
      return Set.of(new Value.External(library.name() + "." + name));
    }
    return Set.of();
  }

  private Set<Value> readOfSpark(
      Value owner, String type, Expression.Attribute attribute, Scope scope) {
    Optional<PythonApi.Member> found = member(type, attribute.name());
    if (found.isEmpty()) {
      return Set.of();
    }
    PythonApi.Member member = found.get();
    if (interpreter.api.is(type, "argument")) {
      return Set.of(new Value.Argument(member, attribute.line()));
    }
    boolean isInner = attribute.name().startsWith("_");
    use(
        member.isCall() && !isInner ? PythonUse.Kind.REFERENCE : PythonUse.Kind.CALL,
        member,
        scope,
        attribute.line());
    return member.isCall()
        ? isInner ? Set.of() : Set.of(new Value.Member(owner, type, member))
        : interpreter.calls.returned(member, type, null);
  }

  private Optional<PythonApi.Member> member(String type, String name) {
    Optional<PythonApi.Member> member = interpreter.api.member(type, name);
    return member.isEmpty() && name.startsWith("_") && !name.startsWith("__")
        ? interpreter.api.member(type, "_*").map(any -> named(any, name))
        : member;
  }

  private static PythonApi.Member named(PythonApi.Member any, String name) {
    return PythonApi.Member.plain(any.owner(), name, any.isCall(), "");
  }

  private PythonUse use(PythonUse.Kind kind, PythonApi.Member member, Scope scope, int line) {
    return interpreter.collected.use(
        kind, scope, line, member.owner(), member.name(), member.role());
  }

  Set<Value> ofPackage(String spark, String name) {
    Optional<String> type = interpreter.api.export(spark, name);
    if (type.isPresent()) {
      return Set.of(new Value.Type(type.get()));
    }
    String full = spark + "." + name;
    return Importer.isOfStreaming(full)
        ? Set.of(new Value.Package(full))
        : Set.of(new Value.External(full));
  }

  private Set<Value> ofModule(Module module, String name) {
    Set<Value> values = module.scope.names().get(name);
    if (values != null) {
      return values;
    }
    return interpreter
        .sources
        .within(module.source, name)
        .map(source -> Set.<Value>of(new Value.ModuleValue(interpreter.module(source))))
        .orElse(Set.of());
  }

  private Set<Value> ofObject(Value.Custom custom, String name, Scope scope, int line) {
    Set<Value> all = Set.of();
    for (Value value : ofClass(custom.type(), name).orElse(Set.of())) {
      if (value instanceof Value.Closure closure && closure.self() == null) {
        Value bound = bound(closure, custom);
        all =
            Values.union(
                all,
                closure.code().isProperty
                    ? interpreter.calls.call(bound, Arguments.NONE, scope, line)
                    : Set.of(bound));
      } else {
        all = Values.union(all, Set.of(value));
      }
    }
    return all;
  }

  private static Value bound(Value.Closure closure, Value.Custom self) {
    return closure.code().isStatic || !isMethod(closure)
        ? closure
        : new Value.Closure(closure.code(), closure.scope(), self);
  }

  private static boolean isMethod(Value.Closure closure) {
    return closure.scope().isClass;
  }

  /** Returns the member of a class or of those above it; attributes and methods together. */
  Optional<Set<Value>> ofClass(Value.ClassValue type, String name) {
    return ofClass(type, name, new ArrayList<>());
  }

  private Optional<Set<Value>> ofClass(
      Value.ClassValue type, String name, List<Value.ClassValue> seen) {
    if (seen.contains(type)) {
      return Optional.empty();
    }
    seen.add(type);
    Set<Value> attribute = type.attributes.get(name);
    Set<Value> member = type.members.get(name);
    for (Value base : type.bases) {
      if (base instanceof Value.ClassValue above) {
        Optional<Set<Value>> inherited = ofClass(above, name, seen);
        if (inherited.isPresent()) {
          attribute = union(attribute, above.attributes.get(name));
          member = member == null ? inherited.get() : member;
        }
      }
    }
    Set<Value> all = union(attribute, member);
    return Optional.ofNullable(all);
  }

  private static Set<Value> union(Set<Value> one, Set<Value> other) {
    return one == null ? other : other == null ? one : Values.union(one, other);
  }

  private Set<Value> ofBases(Value.ClassValue type, String name) {
    Set<Value> all = Set.of();
    for (Value base : type.bases) {
      if (base instanceof Value.ClassValue above) {
        for (Value value : ofClass(above, name).orElse(Set.of())) {
          all =
              Values.union(
                  all,
                  Set.of(
                      value instanceof Value.Closure closure && closure.self() == null
                          ? bound(closure, new Value.Custom(type))
                          : value));
        }
      }
    }
    return all;
  }

  /** Calls a member of something that is known. */
  Set<Value> callMember(
      Value owner, Expression.Attribute attribute, Arguments arguments, Scope scope) {
    String name = attribute.name();
    if (owner instanceof Value.Instance instance) {
      return callOfSpark(instance.type(), instance.made(), attribute, arguments, scope);
    } else if (owner instanceof Value.Type type) {
      return callOfSpark(type.type(), null, attribute, arguments, scope);
    } else if (owner instanceof Value.Batch batch) {
      if (COLLECTING.contains(name)) {
        batch
            .of()
            .collecting
            .add(Collected.at(PythonUse.Kind.CALL, scope, attribute.line(), "", name, ""));
      }
      callUnknown(Set.of(), attribute, arguments, scope);
      return Set.of(owner);
    } else if (owner instanceof Value.Items) {
      return new Containers(interpreter).call(owner, attribute, arguments, scope);
    } else if (owner instanceof Value.External library) {
      Value function = new Value.External(library.name() + "." + name);
      return interpreter.calls.call(function, arguments, scope, attribute.line());
    }
    Set<Value> functions = read(owner, attribute, scope);
    if (functions.isEmpty()) {
      callUnknown(Set.of(), attribute, arguments, scope);
    }
    Set<Value> all = Set.of();
    for (Value function : functions) {
      all = Values.union(all, interpreter.calls.call(function, arguments, scope, attribute.line()));
    }
    return all;
  }

  private Set<Value> callOfSpark(
      String type,
      Made receiver,
      Expression.Attribute attribute,
      Arguments arguments,
      Scope scope) {
    Optional<PythonApi.Member> known = member(type, attribute.name());
    if (known.isEmpty() && !interpreter.api.isFollowed(type)) {
      interpreter.calls.callBack(arguments, Set.of(), scope, attribute.line());
      return Set.of();
    }
    PythonApi.Member member =
        known.orElse(PythonApi.Member.plain(type, attribute.name(), true, "operator"));
    PythonUse use = use(PythonUse.Kind.CALL, member, scope, attribute.line());
    Made made = interpreter.trace().call(new Identity(attribute), use, member, arguments, receiver);
    return interpreter.calls.callOfSpark(type, member, made, arguments, scope, attribute.line());
  }

  /** Tells of a call whose receiver is not known, if only streams have it or it gets a stream. */
  void callUnknown(
      Set<Value> owners, Expression.Attribute attribute, Arguments arguments, Scope scope) {
    if (!owners.isEmpty()) {
      return;
    }
    if (OF_STREAMS.contains(attribute.name())) {
      interpreter.collected.unknown(
          scope,
          attribute.line(),
          attribute.name(),
          "%s() of something whose type is not known here".formatted(attribute.name()));
    }
    lost(
        arguments,
        attribute.name() + "() of something that is not known here",
        scope,
        attribute.line());
    interpreter.calls.callBack(arguments, Set.of(), scope, attribute.line());
  }

  /** Tells of a stream that something unknown gets. */
  void lost(Arguments arguments, String to, Scope scope, int line) {
    for (Value value : arguments.all()) {
      if (value instanceof Value.Instance instance && interpreter.api.isFollowed(instance.type())) {
        interpreter.collected.note(
            scope, line, "a %s is given to %s".formatted(instance.type(), to));
      }
    }
  }
}
