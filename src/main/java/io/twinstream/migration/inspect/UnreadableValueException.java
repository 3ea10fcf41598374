package io.twinstream.migration.inspect;

import java.util.NoSuchElementException;

/** A value of state that no column can hold: which, where, and of which key. */
public final class UnreadableValueException extends NoSuchElementException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_KEY = 100;

  private final String reason;
  private final String field;

  private UnreadableValueException(String message, String reason, String field, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.field = field;
  }

  /**
   * Says in which field the value is.
   *
   * @param failure what is wrong with the value
   * @param field its class and name; the outermost last
   */
  public static UnreadableValueException in(String field, NoSuchElementException failure) {
    UnreadableValueException known = known(failure);
    String within = field + " > " + known.field;
    if (known.field.isEmpty()) {
      within = field;
    } else if (known.field.equals(field) || known.field.startsWith(field + " > ")) {
      within = known.field; // such as the next of the next
    }
    return new UnreadableValueException(
        within + ": " + known.reason, known.reason, within, failure);
  }

  /** Says of which key the value is. */
  public static UnreadableValueException of(Object key, NoSuchElementException failure) {
    UnreadableValueException known = known(failure);
    String name = String.valueOf(key).replaceAll("\\p{Cntrl}", "?");
    return new UnreadableValueException(
        "%s (of the key '%s')"
            .formatted(
                known.getMessage(),
                name.length() > LONGEST_KEY ? name.substring(0, LONGEST_KEY) + "..." : name),
        known.reason,
        known.field,
        failure);
  }

  private static UnreadableValueException known(NoSuchElementException failure) {
    return failure instanceof UnreadableValueException known
        ? known
        : new UnreadableValueException(failure.getMessage(), failure.getMessage(), "", null);
  }
}
