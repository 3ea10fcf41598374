package io.twinstream.migration.scan.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls of PySpark that a program makes, in the order in which they first run. */
final class Trace {
  private final Map<Object, Made> known = new HashMap<>();
  private final Set<Made> made = new LinkedHashSet<>();
  private boolean isPaused;

  /** Begins another round: calls stay what they are, as values may hold them. */
  void begin() {
    made.clear();
    isPaused = false;
  }

  /** Keeps no more calls in this round: what runs now is not of the program. */
  void pause() {
    isPaused = true;
  }

  /**
   * Keeps a call.
   *
   * @param place what tells it from others: two calls of one name may share a line
   * @param receiver the call that made the stream whose method it is; null if that is not known
   */
  Made call(
      Object place, PythonUse use, PythonApi.Member member, Arguments arguments, Made receiver) {
    Made call = known.computeIfAbsent(place, key -> new Made(use));
    if (!isPaused) {
      made.add(call);
    }
    if (receiver != null) {
      call.from.add(receiver);
    }
    if (!member.role().isEmpty()) {
      arguments.places().forEach(each -> streams(each, call.from));
      arguments.names().values().forEach(each -> streams(each, call.from));
      streams(arguments.rest(), call.from);
    }
    List<String> parameters = member.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i);
      if (i < arguments.places().size()) {
        call.take(name, arguments.places().get(i));
      } else if (arguments.names().containsKey(name)) {
        call.take(name, arguments.names().get(name));
      }
    }
    return call;
  }

  private void streams(Set<Value> values, Set<Made> to) {
    for (Value value : values) {
      if (value instanceof Value.Instance instance && instance.made() != null) {
        to.add(instance.made());
      } else if (value instanceof Value.Items) {
        streams(Values.elements(Set.of(value)), to);
      }
    }
  }

  /** Returns the calls, or none if the program has no streams. */
  List<PythonCall> calls() {
    if (made.stream().allMatch(call -> call.use.role().isEmpty())) {
      return List.of();
    }
    Map<Made, Integer> places = new HashMap<>();
    made.forEach(call -> places.put(call, places.size()));
    List<PythonCall> calls = new ArrayList<>();
    for (Made call : made) {
      List<Integer> from =
          call.from.stream().filter(places::containsKey).map(places::get).sorted().toList();
      Map<String, PythonArgument> arguments = new LinkedHashMap<>();
      call.arguments.forEach((name, value) -> arguments.put(name, Constants.of(value)));
      arguments.values().removeIf(PythonArgument::isNone);
      calls.add(
          new PythonCall(calls.size(), call.use, from, arguments, List.copyOf(call.collecting)));
    }
    return calls;
  }
}
