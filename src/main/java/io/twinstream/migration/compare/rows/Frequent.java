package io.twinstream.migration.compare.rows;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what most of many values are, in memory for a few of them (Misra and Gries, 1982): a value
 * of more than one in {@link #MOST} is always kept, and counted too low by at most that share.
 *
 * @param <T> a value with {@code equals}
 */
final class Frequent<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 64;

  private final HashMap<T, Long> counts = new HashMap<>();

  void add(T value) {
    add(value, 1);
  }

  /** Adds what another one has counted. */
  void add(Frequent<T> other) {
    other.counts.forEach(this::add);
  }

  private void add(T value, long times) {
    counts.merge(value, times, Long::sum);
    if (counts.size() > MOST) {
      long least = counts.values().stream().min(Comparator.naturalOrder()).orElseThrow();
      counts.replaceAll((each, count) -> count - least);
      counts.values().removeIf(count -> count == 0);
    }
  }

  /** Returns the most frequent value and how often it came, at least. */
  Optional<Map.Entry<T, Long>> top() {
    return counts.entrySet().stream().max(Map.Entry.comparingByValue());
  }
}
