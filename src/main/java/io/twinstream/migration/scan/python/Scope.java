package io.twinstream.migration.scan.python;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The names of a module, class or function, with what they may be at this point of the run. */
final class Scope {
  final Module module;
  final Scope parent;
  final String function;
  final boolean isClass;
  final Set<String> outer = new HashSet<>();
  final Set<Value> returned = new LinkedHashSet<>();
  final Set<Value> yielded = new LinkedHashSet<>();

  /** The class whose method this is; null for none. */
  Value.ClassValue owner;

  private Map<String, Set<Value>> names = new HashMap<>();

  Scope(Module module, Scope parent, String function, boolean isClass) {
    this.module = module;
    this.parent = parent;
    this.function = function;
    this.isClass = isClass;
  }

  /** Returns what the name may be; null if nothing binds it. */
  Set<Value> find(String name) {
    for (Scope each = this; each != null; each = each.parent) {
      Set<Value> values = each.isClass && each != this ? null : each.names.get(name);
      if (values != null) {
        return values;
      }
    }
    return null;
  }

  /** Returns whether that changed what other functions see. */
  boolean bind(String name, Set<Value> values) {
    if (!outer.contains(name)) {
      names.put(name, values);
      return false;
    }
    Scope target = parent;
    while (target.parent != null && (target.isClass || !target.names.containsKey(name))) {
      target = target.parent;
    }
    return target.add(name, values);
  }

  /** Adds to what the name may be; returns whether that is news. */
  boolean add(String name, Set<Value> values) {
    Set<Value> before = names.getOrDefault(name, Set.of());
    Set<Value> all = names.containsKey(name) ? Constants.either(before, values) : values;
    names.put(name, all);
    return Constants.isMore(all, before);
  }

  Map<String, Set<Value>> names() {
    return names;
  }

  Map<String, Set<Value>> copy() {
    return new HashMap<>(names);
  }

  void restore(Map<String, Set<Value>> saved) {
    names = saved;
  }

  /** Adds what another way through the code leaves. */
  void merge(Map<String, Set<Value>> other) {
    other.forEach((name, values) -> names.merge(name, values, Constants::either));
  }
}
