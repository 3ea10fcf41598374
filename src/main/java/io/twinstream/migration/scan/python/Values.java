package io.twinstream.migration.scan.python;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sets of values. */
final class Values {
  /** What may be more than this is cut short; no name of a program is that many things. */
  private static final int MOST = 48;

  private Values() {}

  static Set<Value> union(Set<Value> one, Set<Value> other) {
    if (one.isEmpty() || other.containsAll(one)) {
      return other;
    }
    if (other.isEmpty() || one.containsAll(other)) {
      return one;
    }
    Set<Value> all = new LinkedHashSet<>(one);
    for (Value value : other) {
      if (all.size() < MOST) {
        all.add(value);
      }
    }
    return all;
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
