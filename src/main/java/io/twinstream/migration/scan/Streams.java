package io.twinstream.migration.scan;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Follows streams through the calls of one method, back to where they come from. */
final class Streams {
  private final Application application;

  Streams(Application application) {
    this.application = application;
  }

  /** Returns where the streams that a call takes begin: sources, parameters, fields. */
  Set<Origin> roots(Call call) {
    Set<Origin> roots = new LinkedHashSet<>();
    collect(call, roots, Collections.newSetFromMap(new IdentityHashMap<>()));
    return roots;
  }

  /** Returns whether a call before that one, on the way from its roots, has such a name. */
  boolean passes(Call call, Predicate<String> name) {
    return passes(call, name, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private boolean passes(Call call, Predicate<String> name, Set<Call> seen) {
    return streams(call).stream()
        .filter(Origin.Returned.class::isInstance)
        .map(origin -> ((Origin.Returned) origin).call())
        .filter(seen::add)
        .anyMatch(before -> name.test(before.target().name()) || passes(before, name, seen));
  }

  private void collect(Call call, Set<Origin> roots, Set<Call> seen) {
    if (!seen.add(call)) {
      return;
    }
    for (Origin origin : streams(call)) {
      if (origin instanceof Origin.Returned returned && application.isOnStream(returned.call())) {
        collect(returned.call(), roots, seen);
      } else {
        roots.add(origin);
      }
    }
  }

  /** Returns where the streams among the inputs of a call come from, one step back. */
  Set<Origin> streams(Call call) {
    List<String> types = call.inputTypes();
    Set<Origin> origins = new LinkedHashSet<>();
    for (int i = 0; i < call.inputs().size(); i++) {
      if (application.classes().isStream(types.get(i)) || isWrapped(call, i)) {
        origins.addAll(call.inputs().get(i));
      }
    }
    return origins;
  }

  /** Returns whether an input is what a library made of a stream: the receiver of its method. */
  private boolean isWrapped(Call call, int input) {
    return input == 0
        && !call.isStatic()
        && application.isExtension(call)
        && call.inputTypes().stream().noneMatch(application.classes()::isStream);
  }

  /** Returns whether any input of a call, through other calls, comes from that origin. */
  boolean comesFrom(Call call, Origin start) {
    return comesFrom(call, start, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private boolean comesFrom(Call call, Origin start, Set<Call> seen) {
    if (!seen.add(call)) {
      return false;
    }
    for (Set<Origin> input : call.inputs()) {
      for (Origin origin : input) {
        if (origin.equals(start)
            || origin instanceof Origin.Returned returned
                && comesFrom(returned.call(), start, seen)) {
          return true;
        }
      }
    }
    return false;
  }
}
