package io.twinstream.migration.scan;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers the steps of a program: streams in the order of the code, each step behind its inputs.
 */
final class StepOrder<T> {
  private final Map<T, Set<T>> from;
  private final Map<T, Integer> numbers = new LinkedHashMap<>();

  private StepOrder(Map<T, Set<T>> from) {
    this.from = from;
  }

  /**
   * Returns the steps in their order, each with the numbers, from 1, of those that it takes streams
   * from; of a circle the first step is without what comes of it.
   *
   * @param from each step in the order of the code, with those that it takes streams from
   */
  static <T> Map<T, List<Integer>> of(Map<T, Set<T>> from) {
    StepOrder<T> order = new StepOrder<>(from);
    // A step whose inputs are not known begins a stream as a source does.
    from.forEach(
        (step, before) -> {
          if (before.isEmpty()) {
            order.begin(step);
          }
        });
    from.keySet().forEach(order::begin);
    Map<T, List<Integer>> steps = new LinkedHashMap<>();
    order.numbers.forEach((step, number) -> steps.put(step, order.before(step, number)));
    return steps;
  }

  /** Returns all steps on the way to that one, without it. */
  static <T> Set<T> allBefore(Map<T, Set<T>> from, T step) {
    Set<T> found = new LinkedHashSet<>();
    Deque<T> next = new ArrayDeque<>(from.get(step));
    while (!next.isEmpty()) {
      T before = next.removeFirst();
      if (found.add(before)) {
        next.addAll(from.get(before));
      }
    }
    return found;
  }

  private List<Integer> before(T step, int number) {
    return from.get(step).stream()
        .map(numbers::get)
        .filter(each -> each < number)
        .sorted()
        .toList();
  }

  private void begin(T step) {
    reach(step, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void reach(T step, Set<T> onWay) {
    if (numbers.containsKey(step) || !onWay.add(step)) {
      return;
    }
    // What it comes from has its numbers first, unless that comes from this one itself.
    from.get(step).forEach(before -> reach(before, onWay));
    numbers.put(step, numbers.size() + 1);
    from.forEach(
        (other, before) -> {
          if (before.contains(step)) {
            reach(other, onWay);
          }
        });
  }
}
