package io.twinstream.migration.compare.rows;

import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** As what the values of a column are compared, whatever types the two sides have. */
enum ColumnKind {
  /** By value: 1, 1.0 and 1e0 are one number. */
  NUMBER,
  /** By instant, in microseconds. */
  TIME,
  TEXT,
  /** Text whose type nobody has said, as in CSV: numbers by value, all else as text. */
  UNTYPED,
  BOOLEAN,
  BINARY,
  /** Structs, arrays and maps, as JSON. */
  NESTED;

  /**
   * Returns the kind that values of a type have by themselves; empty for one that has only nulls.
   */
  static Optional<ColumnKind> of(DataType type, boolean isTyped) {
    if (type instanceof NumericType) {
      return Optional.of(NUMBER);
    }
    if (type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof DateType) {
      return Optional.of(TIME);
    }
    if (type instanceof BooleanType) {
      return Optional.of(BOOLEAN);
    }
    if (type instanceof BinaryType) {
      return Optional.of(BINARY);
    }
    if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
      return Optional.of(NESTED);
    }
    if (type instanceof NullType) {
      return Optional.empty();
    }
    return Optional.of(type instanceof StringType && !isTyped ? UNTYPED : TEXT);
  }

  /** Returns as what two kinds are compared; empty if they cannot be. */
  static Optional<ColumnKind> common(ColumnKind one, ColumnKind other) {
    if (one == other) {
      return Optional.of(one);
    }
    if (one.isText() && other.isText()) {
      return Optional.of(TEXT);
    }
    if (one.isText() || other.isText()) {
      ColumnKind typed = one.isText() ? other : one;
      return typed == BINARY || typed == NESTED ? Optional.empty() : Optional.of(typed);
    }
    return (one == NUMBER && other == TIME) || (one == TIME && other == NUMBER)
        ? Optional.of(TIME)
        : Optional.empty();
  }

  private boolean isText() {
    return this == TEXT || this == UNTYPED;
  }
}
