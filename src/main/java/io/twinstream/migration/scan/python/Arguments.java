package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of a call.
 *
 * @param places in order
 * @param names by keyword
 * @param rest what {@code *all} or {@code **all} may hold
 */
record Arguments(List<Set<Value>> places, Map<String, Set<Value>> names, Set<Value> rest) {
  static final Arguments NONE = new Arguments(List.of(), Map.of(), Set.of());

  Arguments after(Arguments first) {
    List<Set<Value>> allPlaces = new ArrayList<>(first.places);
    allPlaces.addAll(places);
    Map<String, Set<Value>> allNames = new HashMap<>(first.names);
    allNames.putAll(names);
    Set<Value> allRest = new LinkedHashSet<>(first.rest);
    allRest.addAll(rest);
    return new Arguments(allPlaces, allNames, allRest);
  }

  static Arguments of(List<Set<Value>> places) {
    return new Arguments(places, Map.of(), Set.of());
  }

  /** Returns every value, wherever it stands. */
  Set<Value> all() {
    Set<Value> all = new LinkedHashSet<>(rest);
    places.forEach(all::addAll);
    names.values().forEach(all::addAll);
    return all;
  }
}
