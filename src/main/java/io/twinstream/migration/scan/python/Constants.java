package io.twinstream.migration.scan.python;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Texts and numbers among the values. */
final class Constants {
  /** A longer text is no name of anything. */
  private static final int LONGEST = 200;

  private static final Set<Value> NONE =
      Set.of(new Value.Constant("None", Value.Constant.Kind.NONE));

  private Constants() {}

  static Set<Value> text(String text) {
    return text.length() > LONGEST
        ? Set.of()
        : Set.of(new Value.Constant(text, Value.Constant.Kind.LITERAL));
  }

  static Set<Value> none() {
    return NONE;
  }

  /** Returns whether there is nothing but constants. */
  static boolean areAll(Set<Value> values) {
    for (Value value : values) {
      if (!(value instanceof Value.Constant)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the values without constants: what the program's calls depend on. */
  static Set<Value> without(Set<Value> values) {
    if (areAll(values)) {
      return Set.of();
    }
    boolean hasOne = values.stream().anyMatch(Value.Constant.class::isInstance);
    return hasOne
        ? values.stream()
            .filter(value -> !(value instanceof Value.Constant))
            .collect(Collectors.toCollection(LinkedHashSet::new))
        : values;
  }

  /** Returns what either way may leave; nothing known on one way is told from a constant. */
  static Set<Value> either(Set<Value> one, Set<Value> other) {
    boolean isInPart = one.isEmpty() != other.isEmpty() && areAll(one.isEmpty() ? other : one);
    Set<Value> all = Values.union(one, other);
    return isInPart ? Values.union(all, Set.of(Value.Constant.UNKNOWN)) : all;
  }

  /** Returns whether there is something new that is no constant. */
  static boolean isMore(Set<Value> all, Set<Value> before) {
    return all.size() > before.size() && without(all).size() > without(before).size();
  }

  /** Returns what the values say of an argument. */
  static PythonArgument of(Set<Value> values) {
    Set<String> texts = new LinkedHashSet<>();
    boolean isKnown = true;
    boolean isNone = true;
    for (Value value : values) {
      isNone &= value instanceof Value.Constant constant && constant.isNone();
      if (value instanceof Value.Constant constant) {
        isKnown &= constant.kind() == Value.Constant.Kind.LITERAL;
        literal(constant, texts);
      } else if (value instanceof Value.Items items) {
        items.places().forEach(place -> literals(place, texts));
        literals(items.rest(), texts);
        texts.addAll(items.keys().keySet());
      } else {
        isKnown = false;
      }
    }
    return new PythonArgument(List.copyOf(texts), isKnown, isNone);
  }

  private static void literals(Set<Value> values, Set<String> to) {
    for (Value value : values) {
      if (value instanceof Value.Constant constant) {
        literal(constant, to);
      }
    }
  }

  private static void literal(Value.Constant constant, Set<String> to) {
    if (constant.kind() == Value.Constant.Kind.LITERAL) {
      to.add(constant.text());
    }
  }

  /**
   * Returns parameters without what only tells of streams' ways and constants, so that a function
   * runs but a few times for each kind of arguments.
   *
   * @param keepsOrigins whether it is still told where streams come from
   */
  static Map<String, Set<Value>> plain(Map<String, Set<Value>> parameters, boolean keepsOrigins) {
    Map<String, Set<Value>> plain = new HashMap<>();
    parameters.forEach((name, value) -> plain.put(name, plain(value, keepsOrigins)));
    return plain;
  }

  /** Returns whether the values tell of no streams' ways and no constants, at first sight. */
  static boolean arePlain(Map<String, Set<Value>> parameters) {
    for (Set<Value> values : parameters.values()) {
      if (!arePlain(values)) {
        return false;
      }
    }
    return true;
  }

  private static boolean arePlain(Set<Value> values) {
    for (Value value : values) {
      boolean isPlain =
          value instanceof Value.Instance instance
              ? instance.made() == null
              : !(value instanceof Value.Constant
                  || value instanceof Value.Items
                  || value instanceof Value.Batch);
      if (!isPlain) {
        return false;
      }
    }
    return true;
  }

  private static Set<Value> plain(Set<Value> values, boolean keepsOrigins) {
    Set<Value> plain = new LinkedHashSet<>();
    for (Value value : values) {
      if (value instanceof Value.Instance instance) {
        plain.add(keepsOrigins ? instance : new Value.Instance(instance.type()));
      } else if (value instanceof Value.Items items) {
        plain.add(
            new Value.Items(
                items.places().stream().map(each -> plain(each, keepsOrigins)).toList(),
                plain(items.keys(), keepsOrigins),
                plain(items.rest(), keepsOrigins)));
      } else if (value instanceof Value.Batch ? keepsOrigins : !(value instanceof Value.Constant)) {
        plain.add(value);
      }
    }
    return plain;
  }
}
