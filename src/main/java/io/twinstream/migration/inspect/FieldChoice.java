package io.twinstream.migration.inspect;

import java.io.Serializable;
import java.util.Set;

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

  /** Tells whether a field has no column. */
  public boolean isSkipped(String type, String field) {
    return !skipped.isEmpty() && skipped.contains(type + "." + field);
  }

  /** Tells whether a field is kept as bytes. */
  public boolean isAsBytes(String type, String field) {
    return !asBytes.isEmpty() && asBytes.contains(type + "." + field);
  }
}
