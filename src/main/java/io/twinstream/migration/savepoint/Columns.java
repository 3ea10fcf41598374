package io.twinstream.migration.savepoint;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The column types of {@link StateValue}s, and the values as such columns hold them. */
final class Columns {
  private static final List<DataType> WHOLE_NUMBERS =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  private static final int DIGITS = 38;

  private Columns() {}

  /** Returns the type of one value; of null the null type, which every other one takes up. */
  static DataType typeOf(Object value) {
    if (value instanceof Map<?, ?> fields) {
      List<StructField> columns = new ArrayList<>();
      fields.forEach((name, field) -> columns.add(column(name.toString(), typeOf(field))));
      return DataTypes.createStructType(columns);
    }
    if (value instanceof List<?> list) {
      DataType type = DataTypes.NullType;
      for (Object element : list) {
        type = merged(type, typeOf(element));
      }
      return DataTypes.createArrayType(type);
    }
    if (value instanceof BigDecimal decimal) {
      return DataTypes.createDecimalType(DIGITS, Math.max(0, Math.min(DIGITS, decimal.scale())));
    }
    return value == null ? DataTypes.NullType : SIMPLE.getOrDefault(value.getClass(), null);
  }

  private static final Map<Class<?>, DataType> SIMPLE =
      Map.ofEntries(
          Map.entry(String.class, DataTypes.StringType),
          Map.entry(Boolean.class, DataTypes.BooleanType),
          Map.entry(Byte.class, DataTypes.ByteType),
          Map.entry(Short.class, DataTypes.ShortType),
          Map.entry(Integer.class, DataTypes.IntegerType),
          Map.entry(Long.class, DataTypes.LongType),
          Map.entry(Float.class, DataTypes.FloatType),
          Map.entry(Double.class, DataTypes.DoubleType),
          Map.entry(byte[].class, DataTypes.BinaryType),
          Map.entry(Timestamp.class, DataTypes.TimestampType),
          Map.entry(LocalDate.class, DataTypes.DateType));

  /**
   * Returns the type that holds the values of both.
   *
   * @throws NoSuchElementException if there is none
   */
  static DataType merged(DataType one, DataType other) {
    if (one.equals(other) || other instanceof NullType) {
      return one;
    }
    if (one instanceof NullType) {
      return other;
    }
    if (one instanceof StructType left && other instanceof StructType right) {
      return merged(left, right);
    }
    if (one instanceof ArrayType left && other instanceof ArrayType right) {
      return DataTypes.createArrayType(merged(left.elementType(), right.elementType()));
    }
    if (one instanceof DecimalType left && other instanceof DecimalType right) {
      return DataTypes.createDecimalType(DIGITS, Math.max(left.scale(), right.scale()));
    }
    int wider = Math.max(WHOLE_NUMBERS.indexOf(one), WHOLE_NUMBERS.indexOf(other));
    if (WHOLE_NUMBERS.contains(one) && WHOLE_NUMBERS.contains(other)) {
      return WHOLE_NUMBERS.get(wider);
    }
    throw new NoSuchElementException(
        "state of several types: %s and %s".formatted(one.sql(), other.sql()));
  }

  private static StructType merged(StructType left, StructType right) {
    Map<String, DataType> columns = new LinkedHashMap<>();
    for (StructField field : left.fields()) {
      columns.put(field.name(), field.dataType());
    }
    for (StructField field : right.fields()) {
      columns.merge(field.name(), field.dataType(), Columns::merged);
    }
    return struct(columns);
  }

  /** Returns the type as Parquet can hold it: what was null everywhere becomes text. */
  static DataType storable(DataType type) {
    if (type instanceof NullType) {
      return DataTypes.StringType;
    }
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(storable(array.elementType()));
    }
    if (type instanceof StructType struct) {
      Map<String, DataType> columns = new LinkedHashMap<>();
      for (StructField field : struct.fields()) {
        columns.put(field.name(), storable(field.dataType()));
      }
      // Parquet has no struct without a field.
      return columns.isEmpty() ? DataTypes.StringType : struct(columns);
    }
    return type;
  }

  /** A value is not of the type of its column, nor of one that the column's takes up. */
  static final class OtherTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private OtherTypeException(Object value, DataType type) {
      super("%s in a column of %s".formatted(value.getClass().getName(), type.sql()));
    }
  }

  /**
   * Returns a value as a column of that type holds it.
   *
   * @throws OtherTypeException if it does not
   */
  static Object inColumn(Object value, DataType type) {
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> fields) {
      if (type instanceof StructType struct) {
        return row(fields, struct);
      }
      if (fields.isEmpty() && type.equals(DataTypes.StringType)) {
        return null;
      }
    }
    if (type instanceof ArrayType array && value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>(list.size());
      list.forEach(element -> elements.add(inColumn(element, array.elementType())));
      return elements.toArray();
    }
    if (value instanceof BigDecimal decimal
        && type instanceof DecimalType column
        && Math.min(DIGITS, decimal.scale()) <= column.scale()) {
      return value;
    }
    DataType own = SIMPLE.get(value.getClass());
    if (type.equals(own)) {
      return value;
    }
    int width = WHOLE_NUMBERS.indexOf(type);
    if (own == null || WHOLE_NUMBERS.indexOf(own) < 0 || WHOLE_NUMBERS.indexOf(own) > width) {
      throw new OtherTypeException(value, type);
    }
    Number number = (Number) value;
    return switch (width) {
      case 1 -> number.shortValue();
      case 2 -> number.intValue();
      default -> number.longValue();
    };
  }

  /**
   * Returns a row of fields by name.
   *
   * @throws OtherTypeException if a value is of another type, or there is no column for it
   */
  static Row row(Map<?, ?> fields, StructType type) {
    StructField[] columns = type.fields();
    Object[] values = new Object[columns.length];
    int found = 0;
    for (int i = 0; i < columns.length; i++) {
      Object value = fields.get(columns[i].name());
      found += value != null || fields.containsKey(columns[i].name()) ? 1 : 0;
      values[i] = inColumn(value, columns[i].dataType());
    }
    if (found < fields.size()) {
      throw new OtherTypeException(fields, type);
    }
    return RowFactory.create(values);
  }

  private static StructType struct(Map<String, DataType> columns) {
    List<StructField> fields = new ArrayList<>();
    columns.forEach((name, type) -> fields.add(column(name, type)));
    return DataTypes.createStructType(fields);
  }

  private static StructField column(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }
}
