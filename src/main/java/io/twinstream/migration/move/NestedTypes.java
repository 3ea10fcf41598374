package io.twinstream.migration.move;

import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** What types of columns are made of. */
public final class NestedTypes {
  private NestedTypes() {}

  /** Tells whether a type is of that kind, or has it in a field or an element. */
  public static boolean has(Class<? extends DataType> kind, DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).anyMatch(field -> has(kind, field.dataType()));
    }
    return kind.isInstance(type)
        || type instanceof ArrayType array && has(kind, array.elementType());
  }
}
