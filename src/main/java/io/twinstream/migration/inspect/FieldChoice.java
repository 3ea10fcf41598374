package io.twinstream.migration.inspect;

import java.io.Serializable;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;

/**
 * Fields of state that are not read as all others are, each as {@code class.field}.
 *
 * @param skipped have no column
 * @param asBytes are kept as Java's serialization of them
 */
public record FieldChoice(Set<String> skipped, Set<String> asBytes) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** All fields are columns. */
  public static final FieldChoice ALL = new FieldChoice(Set.of(), Set.of());

  /**
   * Puts a field of an object as it was chosen.
   *
   * @param read reads the value
   * @param write returns what Java's serialization writes of it
   * @throws UnreadableValueException if it cannot be read or written, with the field
   */
  public <V> void put(
      Map<String, Object> fields,
      String type,
      String field,
      V value,
      Function<V, Object> read,
      Function<V, byte[]> write) {
    if (has(skipped, type, field)) {
      return;
    }
    try {
      boolean isAsBytes = value != null && has(asBytes, type, field);
      fields.put(field, isAsBytes ? write.apply(value) : read.apply(value));
    } catch (NoSuchElementException e) {
      throw UnreadableValueException.in(type + "." + field, e);
    }
  }

  private static boolean has(Set<String> chosen, String type, String field) {
    return !chosen.isEmpty() && chosen.contains(type + "." + field);
  }
}
