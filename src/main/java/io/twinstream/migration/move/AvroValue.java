package io.twinstream.migration.move;

import io.twinstream.migration.inspect.StateValue;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

/** What Avro's records and their values are as state. */
final class AvroValue {
  private AvroValue() {}

  /**
   * Returns a record's fields by its schema, and what Avro has classes of its own for; empty if it
   * is none of these.
   *
   * @param inner makes the same of a field
   */
  static Optional<Object> of(Object value, UnaryOperator<Object> inner) {
    if (value instanceof IndexedRecord row) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put(StateValue.CLASS, row.getSchema().getFullName());
      for (Schema.Field field : row.getSchema().getFields()) {
        fields.put(field.name(), inner.apply(row.get(field.pos())));
      }
      return Optional.of(fields);
    }
    if (value instanceof Utf8 || value instanceof GenericEnumSymbol<?>) {
      return Optional.of(value.toString());
    }
    if (value instanceof GenericFixed fixed) {
      return Optional.of(fixed.bytes());
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return Optional.of(bytes);
    }
    return Optional.empty();
  }
}
