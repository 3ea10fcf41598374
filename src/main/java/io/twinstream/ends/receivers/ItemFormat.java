package io.twinstream.ends.receivers;

import io.twinstream.internals.JavaObjects;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** How the records of a receiver are kept, and what they are in a row. */
enum ItemFormat {
  /** Strings; bytes are taken for UTF-8, anything else is its {@code toString}. */
  STRING,
  /** Arrays of bytes. */
  BINARY,
  /** Any serializable object, in Java's serialization. */
  OBJECT;

  DataType type() {
    return this == STRING ? DataTypes.StringType : DataTypes.BinaryType;
  }

  /**
   * Returns the bytes of a record.
   *
   * @throws IllegalArgumentException if it cannot be kept
   */
  byte[] bytes(Object item) {
    if (item == null) {
      throw new IllegalArgumentException("null cannot be stored");
    }
    return switch (this) {
      case STRING ->
          item instanceof byte[] bytes ? bytes : item.toString().getBytes(StandardCharsets.UTF_8);
      case BINARY -> {
        if (item instanceof byte[] bytes) {
          yield bytes;
        }
        throw new IllegalArgumentException(
            "a %s is no byte array: read with value=string or value=object"
                .formatted(item.getClass().getName()));
      }
      case OBJECT -> JavaObjects.bytes(item);
    };
  }

  /** Returns the column {@code value} of a record. */
  Object column(byte[] bytes) {
    return this == STRING ? UTF8String.fromBytes(bytes) : bytes;
  }
}
