package io.twinstream.migration.compare.rows;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is compared, and how.
 *
 * @param isLog whether every row counts, else one of each key
 * @param hasOrder by side, whether several rows of a key have an order of which the last counts
 * @param timeOrNull the window or time among the key's columns
 * @param isWindow whether that column was named as a window
 * @param key the key's other columns
 * @param values what is not of the key
 */
public record Layout(
    boolean isLog,
    boolean[] hasOrder,
    Compared timeOrNull,
    boolean isWindow,
    ArrayList<Compared> key,
    ArrayList<Compared> values)
    implements Serializable {
  /**
   * A column that both sides have.
   *
   * @param name what the left calls it
   * @param tolerance numbers that are no further apart are equal; null for none
   */
  public record Compared(String name, ColumnKind kind, BigDecimal tolerance)
      implements Serializable {
    /** Tells whether two values are equal. */
    public boolean isEqual(String left, String right) {
      if (left == null || right == null || tolerance == null) {
        return Objects.equals(left, right);
      }
      if (left.equals(right)) {
        return true;
      }
      Optional<BigDecimal> one = Numbers.parse(left);
      Optional<BigDecimal> other = Numbers.parse(right);
      return one.isPresent()
          && other.isPresent()
          && one.get().subtract(other.get()).abs().compareTo(tolerance) <= 0;
    }
  }

  /** Returns the window or time among the key's columns. */
  public Optional<Compared> time() {
    return Optional.ofNullable(timeOrNull);
  }

  /** Tells whether rows are equal. */
  public boolean areEqual(String[] left, String[] right) {
    for (int i = 0; i < left.length; i++) {
      if (!values.get(i).isEqual(left[i], right[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the names of the key's columns, the time at the end. */
  public List<String> keyNames() {
    List<String> names = new ArrayList<>(key.stream().map(Compared::name).toList());
    time().ifPresent(column -> names.add(column.name()));
    return names;
  }

  /** Returns the same text for two layouts by which rows are compared alike. */
  public String signature() {
    return "log %s, order %s, window %s, time %s, key %s, values %s"
        .formatted(isLog, Arrays.toString(hasOrder), isWindow, timeOrNull, key, values);
  }

  boolean hasTolerance() {
    return values.stream().anyMatch(column -> column.tolerance() != null);
  }

  /**
   * Tells whether a value is a time that moves with that of the key, so that a shifted row has
   * another one.
   */
  boolean movesWithTime(int value) {
    return timeOrNull != null
        && values.get(value).kind() == timeOrNull.kind()
        && (values.get(value).kind() == ColumnKind.TIME || isTimeName(values.get(value).name()));
  }

  /**
   * Tells whether numbers of that column are times, by what twinstream and many others call them.
   */
  static boolean isTimeName(String name) {
    return name.matches("(?i).*(time|timestamp|millis)|.*(Start|End|At)|.*_(start|end|at|ts)|ts");
  }
}
