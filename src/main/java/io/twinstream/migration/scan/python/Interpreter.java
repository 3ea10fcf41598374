package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the statements of a program with types in place of values. The blocks of an {@code if} run
 * each for itself and are then put together, a loop runs twice, and the whole program is run again
 * while its attributes still change.
 */
final class Interpreter {
  private static final int ROUNDS = 4;
  private static final int MOST_STATEMENTS = 3_000_000;
  private static final int MOST_TRACED = 300_000;

  final PythonApi api;
  final Sources sources;
  final Collected collected;
  final Calls calls;
  private final Evaluator evaluator;
  private final Map<Source, Module> modules = new HashMap<>();
  private final Definitions definitions = new Definitions(this);
  private final Map<Source, List<Statement>> parsed = new HashMap<>();
  private final Set<Source> hasRun = new HashSet<>();
  private final Set<Source> imported = new HashSet<>();
  private Trace trace;
  private boolean isOfStreams;
  private boolean hasChanged;
  private int statements;

  Interpreter(PythonApi api, Sources sources, Collected collected) {
    this.api = api;
    this.sources = sources;
    this.collected = collected;
    this.calls = new Calls(this);
    this.evaluator = new Evaluator(this);
  }

  /** Runs the source as its own program, until nothing new comes of it. */
  Trace run(Source main) {
    parsed.clear();
    definitions.clear();
    trace = new Trace();
    isOfStreams = false;
    for (int round = 0; round < ROUNDS; round++) {
      hasChanged = false;
      statements = 0;
      modules.clear();
      calls.forget();
      definitions.begin();
      trace.begin();
      module(main);
      uncalled(main, true);
      // What nothing calls in a module is there for other programs.
      trace.pause();
      uncalled(main, false);
      if (!hasChanged) {
        break;
      }
    }
    imported.addAll(modules.keySet());
    imported.remove(main);
    return trace;
  }

  private void uncalled(Source main, boolean isOfMain) {
    List<Value.Closure> defined = definitions.functions();
    for (int i = 0; i < defined.size(); i++) {
      if ((defined.get(i).scope().module.source == main) == isOfMain) {
        calls.uncalled(defined.get(i));
      }
    }
  }

  /** Returns whether the source has run, as a program or as a module of one. */
  boolean hasRun(Source source) {
    return hasRun.contains(source);
  }

  /** Returns whether another program imported the source. */
  boolean isImported(Source source) {
    return imported.contains(source);
  }

  /** Returns the calls of the program that runs. */
  Trace trace() {
    return trace;
  }

  /** Returns the one code of a function or lambda. */
  Code code(Object syntax, Scope scope) {
    return definitions.code(syntax, scope);
  }

  /** Returns whether the program that runs has named Spark Streaming; constants matter then. */
  boolean isOfStreams() {
    return isOfStreams;
  }

  /** Returns whether so much has run that where streams come from is no longer asked. */
  boolean isLong() {
    return statements > MOST_TRACED;
  }

  /** Returns the module, run as far as it is at this moment. */
  Module module(Source source) {
    Module known = modules.get(source);
    if (known != null) {
      return known;
    }
    Module module = new Module(source);
    modules.put(source, module);
    hasRun.add(source);
    isOfStreams |= source.mentions("streaming");
    run(parsed.computeIfAbsent(source, Source::statements), module.scope);
    return module;
  }

  void changed() {
    hasChanged = true;
  }

  Set<Value> evaluate(Expression expression, Scope scope) {
    return evaluator.evaluate(expression, scope);
  }

  void run(List<Statement> block, Scope scope) {
    for (Statement statement : block) {
      if (++statements > MOST_STATEMENTS) {
        if (statements == MOST_STATEMENTS + 1) {
          collected.note(scope, 1, "the program has too many ways to follow them all");
        }
        return;
      }
      run(statement, scope);
    }
  }

  private void run(Statement statement, Scope scope) {
    if (statement instanceof Statement.Evaluate all) {
      all.parts().forEach(part -> evaluate(part, scope));
    } else if (statement instanceof Statement.Assign assign) {
      Set<Value> value = evaluate(assign.value(), scope);
      assign.targets().forEach(target -> assign(target, value, scope));
    } else if (statement instanceof Statement.Augment augment) {
      Set<Value> before = evaluate(augment.target(), scope);
      Set<Value> added = evaluate(augment.value(), scope);
      assign(augment.target(), Values.union(before, added), scope);
    } else if (statement instanceof Statement.Annotate annotate) {
      annotate(annotate, scope);
    } else if (statement instanceof Statement.Bind bind) {
      assign(bind.target(), evaluate(bind.value(), scope), scope);
    } else if (statement instanceof Statement.Return returned) {
      Set<Value> value = evaluate(returned.value(), scope);
      scope.returned.addAll(value.isEmpty() ? Set.of(Value.Constant.UNKNOWN) : value);
    } else if (statement instanceof Statement.Import names) {
      new Importer(this, scope).run(names);
    } else if (statement instanceof Statement.ImportFrom names) {
      new Importer(this, scope).run(names);
    } else if (statement instanceof Statement.Outer names) {
      scope.outer.addAll(scope.parent == null ? List.of() : names.names());
    } else if (statement instanceof Statement.Function function) {
      definitions.define(function, scope);
    } else if (statement instanceof Statement.ClassOf type) {
      definitions.define(type, scope);
    } else {
      runBlocks(statement, scope);
    }
  }

  private void runBlocks(Statement statement, Scope scope) {
    if (statement instanceof Statement.Branch branch) {
      branch(branch.blocks(), scope);
    } else if (statement instanceof Statement.Try attempt) {
      Map<String, Set<Value>> before = scope.copy();
      run(attempt.body(), scope);
      Map<String, Set<Value>> after = scope.copy();
      for (List<Statement> handler : attempt.handlers()) {
        scope.restore(new HashMap<>(before));
        scope.merge(after);
        run(handler, scope);
        Map<String, Set<Value>> handled = scope.copy();
        scope.restore(new HashMap<>(after));
        scope.merge(handled);
        after = scope.copy();
      }
      run(attempt.last(), scope);
    } else if (statement instanceof Statement.Loop loop) {
      for (int pass = 0; pass < 2; pass++) {
        Map<String, Set<Value>> before = scope.copy();
        Set<Value> iterable = evaluate(loop.iterable(), scope);
        if (loop.target() != null) {
          assign(loop.target(), Values.elements(iterable), scope);
        }
        run(loop.body(), scope);
        scope.merge(before);
      }
      run(loop.last(), scope);
    }
  }

  private void branch(List<List<Statement>> blocks, Scope scope) {
    Map<String, Set<Value>> before = scope.copy();
    List<Map<String, Set<Value>>> ends = new ArrayList<>();
    for (List<Statement> block : blocks) {
      scope.restore(new HashMap<>(before));
      run(block, scope);
      ends.add(scope.copy());
    }
    scope.restore(new HashMap<>());
    ends.forEach(scope::merge);
  }

  private void annotate(Statement.Annotate annotate, Scope scope) {
    Set<Value> value = annotate.value() == null ? Set.of() : evaluate(annotate.value(), scope);
    if (Constants.areAll(value)) {
      value = Values.union(value, typed(annotate.annotation(), scope));
    }
    if (annotate.value() != null || !value.isEmpty()) {
      assign(annotate.target(), value, scope);
    }
  }

  /** Returns an object of the type that an annotation names. */
  Set<Value> typed(Expression annotation, Scope scope) {
    Set<Value> all = Set.of();
    if (annotation != null) {
      Set<Value> types =
          annotation instanceof Expression.Text text
              ? evaluate(new Expression.Name(text.value(), text.line()), scope)
              : evaluate(annotation, scope);
      for (Value type : types) {
        if (type instanceof Value.Type known) {
          all = Values.union(all, Set.of(new Value.Instance(known.type())));
        } else if (type instanceof Value.ClassValue own) {
          all = Values.union(all, Set.of(new Value.Custom(own)));
        }
      }
    }
    return all;
  }

  void assign(Expression target, Set<Value> value, Scope scope) {
    if (target instanceof Expression.Name name) {
      hasChanged |= scope.bind(name.id(), value);
    } else if (target instanceof Expression.Items items) {
      for (int i = 0; i < items.items().size(); i++) {
        Expression item = items.items().get(i);
        if (item instanceof Expression.Starred star) {
          assign(star.value(), Values.items(List.of(), Values.elements(value)), scope);
        } else {
          assign(item, Values.element(value, i), scope);
        }
      }
    } else if (target instanceof Expression.Attribute attribute) {
      for (Value owner : evaluate(attribute.value(), scope)) {
        attribute(owner, attribute.name(), value);
      }
    } else if (target instanceof Expression.Subscript subscript) {
      Set<Value> collection = evaluate(subscript.value(), scope);
      evaluate(subscript.index(), scope);
      Set<Value> added = Constants.without(value);
      if (!added.isEmpty()) {
        assign(subscript.value(), Values.union(collection, Values.items(List.of(), added)), scope);
      }
    } else if (target instanceof Expression.Starred star) {
      assign(star.value(), value, scope);
    }
  }

  private void attribute(Value owner, String name, Set<Value> value) {
    if (owner instanceof Value.Custom custom) {
      add(custom.type().attributes, name, value);
    } else if (owner instanceof Value.ClassValue type) {
      add(type.attributes, name, value);
    } else if (owner instanceof Value.ModuleValue module) {
      hasChanged |= module.module().scope.add(name, value);
    }
  }

  private void add(Map<String, Set<Value>> attributes, String name, Set<Value> value) {
    Set<Value> before = attributes.get(name);
    Set<Value> all = before == null ? value : Constants.either(before, value);
    hasChanged |= before == null ? !Constants.areAll(all) : Constants.isMore(all, before);
    attributes.put(name, all);
  }
}
