package io.twinstream.migration.compare.rows;

import io.twinstream.error.UserError;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Spark's types for those of Avro, as {@link AvroToJson} writes their values. */
final class AvroTypes {
  private AvroTypes() {}

  /** Returns the type of a record's rows. */
  static StructType struct(String file, Schema schema) {
    StructType type = new StructType();
    for (Schema.Field field : schema.getFields()) {
      type = type.add(field.name(), type(file, field.name(), field.schema()));
    }
    return type;
  }

  private static DataType type(String file, String field, Schema schema) {
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case NULL -> DataTypes.NullType;
      case BOOLEAN -> DataTypes.BooleanType;
      case INT -> logical instanceof LogicalTypes.Date ? DataTypes.DateType : DataTypes.IntegerType;
      case LONG -> longType(logical);
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
      case STRING, ENUM -> DataTypes.StringType;
      case BYTES, FIXED ->
          logical instanceof LogicalTypes.Decimal decimal
              ? DataTypes.createDecimalType(decimal.getPrecision(), decimal.getScale())
              : DataTypes.BinaryType;
      case RECORD -> struct(file, schema);
      case ARRAY -> DataTypes.createArrayType(type(file, field, schema.getElementType()));
      case MAP ->
          DataTypes.createMapType(DataTypes.StringType, type(file, field, schema.getValueType()));
      case UNION -> union(file, field, schema);
    };
  }

  private static DataType longType(LogicalType logical) {
    if (logical instanceof LogicalTypes.TimestampMillis
        || logical instanceof LogicalTypes.TimestampMicros) {
      return DataTypes.TimestampType;
    }
    return logical instanceof LogicalTypes.LocalTimestampMillis
            || logical instanceof LogicalTypes.LocalTimestampMicros
        ? DataTypes.TimestampNTZType
        : DataTypes.LongType;
  }

  private static DataType union(String file, String field, Schema schema) {
    List<Schema> others =
        schema.getTypes().stream().filter(each -> each.getType() != Schema.Type.NULL).toList();
    if (others.size() == 1) {
      return type(file, field, others.get(0));
    }
    Set<Schema.Type> numbers =
        Set.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT, Schema.Type.DOUBLE);
    boolean areNumbers =
        others.stream()
            .allMatch(each -> numbers.contains(each.getType()) && each.getLogicalType() == null);
    if (!areNumbers || others.isEmpty()) {
      throw UserError.usage(
          "%s: field '%s' is a union of several types, which cannot be compared: %s"
              .formatted(file, field, schema));
    }
    boolean areWhole =
        others.stream()
            .allMatch(
                each -> each.getType() == Schema.Type.INT || each.getType() == Schema.Type.LONG);
    return areWhole ? DataTypes.LongType : DataTypes.DoubleType;
  }
}
