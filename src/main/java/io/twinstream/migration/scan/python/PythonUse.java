package io.twinstream.migration.scan.python;

/**
 * A use of PySpark's streaming.
 *
 * @param kind how
 * @param location the file
 * @param unit the file, and of a notebook the cell
 * @param function the function around it, {@code Class.method}, or {@code <module>}
 * @param line its line in the unit
 * @param owner the type whose member it is; for an extension empty
 * @param name the member, {@code <init>} for a new object, {@code <extends>} for a subclass; of an
 *     extension the whole dotted name
 * @param role source, operator, output, or empty
 */
public record PythonUse(
    Kind kind,
    String location,
    String unit,
    String function,
    int line,
    String owner,
    String name,
    String role) {

  /** How an API is used. */
  public enum Kind {
    /** A call, or the value of a constant. */
    CALL,
    /** A method that is not called at once. */
    REFERENCE,
    /** A class that extends one of PySpark's. */
    SUBCLASS,
    /** A method that Spark calls. */
    OVERRIDE,
    /** A function of another library that takes a stream. */
    EXTENSION
  }
}
