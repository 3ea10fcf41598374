package io.twinstream.internals;

/**
 * One table of the state of a query's operator; most have one alone.
 *
 * @param operator the operator's number
 * @param kind what it is one of
 * @param name its name; empty for the only one
 */
public record StateTable(long operator, Kind kind, String name) {
  /** What an operator has several of. */
  public enum Kind {
    /** State stores, as joins have them. */
    STORE,
    /** Variables of {@code transformWithState}. */
    VARIABLE,
    /** The timers of {@code transformWithState}. */
    TIMERS
  }

  /** Returns what {@link #toString} wrote. */
  public static StateTable parse(String written) {
    String[] parts = written.split("/", 3);
    return new StateTable(Long.parseLong(parts[0]), Kind.valueOf(parts[1]), parts[2]);
  }

  @Override
  public String toString() {
    return "%d/%s/%s".formatted(operator, kind, name);
  }
}
