package io.twinstream.migration.scan;

/**
 * One row of {@code rules.tsv}: what becomes of one API.
 *
 * @param owner the type, as the table writes it ({@code api.java.JavaPairDStream}); ends in {@code
 *     .*} for a whole package
 * @param name the method, {@code <init>} for a constructor, {@code <extends>} for a subclass of the
 *     application, {@code *} for any
 * @param shape which overloads, see {@link Shape}
 * @param difficulty how much work
 * @param equivalent what to write in Spark 3.5
 * @param equivalent4 what to write in Spark 4, where that is better; else empty
 * @param difference what the replacement does differently; {@code -} for nothing
 * @param example the job of this repository that shows both; empty if none does
 * @param isRemoved whether the API is gone from the supported Spark versions
 */
record Rule(
    String owner,
    String name,
    Shape shape,
    Difficulty difficulty,
    String equivalent,
    String equivalent4,
    String difference,
    String example,
    boolean isRemoved) {

  /** Returns what tells the row from others: owner, name and shape. */
  public String id() {
    return owner + "." + name + (shape.isAny() ? "" : "(" + shape + ")");
  }

  boolean matches(String method, String descriptor) {
    return (name.equals("*") || name.equals(method)) && shape.matches(descriptor);
  }
}
