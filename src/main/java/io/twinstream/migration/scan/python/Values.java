package io.twinstream.migration.scan.python;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sets of values. */
final class Values {
  /** What may be more than this is cut short; no name of a program is that many things. */
  private static final int MOST = 48;

  private static final int MOST_ORIGINS = 32;
  private static final int MOST_CONSTANTS = 16;

  private Values() {}

  static Set<Value> union(Set<Value> one, Set<Value> other) {
    if (one.isEmpty() || other.containsAll(one)) {
      return other;
    }
    if (other.isEmpty() || one.containsAll(other)) {
      return one;
    }
    Set<Value> all = new LinkedHashSet<>(one);
    int instances = count(all, Value.Instance.class);
    int constants = count(all, Value.Constant.class);
    for (Value value : other) {
      if (all.contains(value)) {
        continue;
      }
      if (value instanceof Value.Instance instance) {
        // Of too many streams it is forgotten where they come from, but not that they are some.
        all.add(++instances <= MOST_ORIGINS ? instance : new Value.Instance(instance.type()));
      } else if (value instanceof Value.Constant) {
        boolean hasRoom = ++constants <= MOST_CONSTANTS;
        all.add(hasRoom ? value : Value.Constant.UNKNOWN);
      } else if (all.size() - instances - constants < MOST) {
        all.add(value);
      }
    }
    return all;
  }

  private static int count(Set<Value> values, Class<? extends Value> kind) {
    int count = 0;
    for (Value value : values) {
      count += kind.isInstance(value) ? 1 : 0;
    }
    return count;
  }

  static Set<Value> items(List<Set<Value>> places, Set<Value> rest) {
    return Set.of(new Value.Items(places, Map.of(), rest));
  }

  /** Returns what is in the collections among the values, at any place. */
  static Set<Value> elements(Set<Value> collections) {
    Set<Value> all = Set.of();
    for (Value value : collections) {
      if (value instanceof Value.Items items) {
        all = union(all, items.rest());
        for (Set<Value> place : items.places()) {
          all = union(all, place);
        }
        for (Set<Value> place : items.keys().values()) {
          all = union(all, place);
        }
      }
    }
    return all;
  }

  /** Returns what stands at that place. */
  static Set<Value> element(Set<Value> collections, int place) {
    Set<Value> all = Set.of();
    for (Value value : collections) {
      if (value instanceof Value.Items items) {
        boolean isKnown = place >= 0 && place < items.places().size();
        all = union(all, isKnown ? items.places().get(place) : items.rest());
      }
    }
    return all;
  }

  static Set<Value> element(Set<Value> collections, String key) {
    Set<Value> all = Set.of();
    for (Value value : collections) {
      if (value instanceof Value.Items items) {
        all = union(all, items.keys().getOrDefault(key, items.rest()));
      }
    }
    return all;
  }
}
