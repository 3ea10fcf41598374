package io.twinstream.ends;

import io.twinstream.api.SinkRows;
import io.twinstream.error.UserError;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The type of a column, for sinks whose places have types. */
public enum ColumnType {
  /** A whole number of up to 64 bits. */
  INTEGER,
  /** A number of 64 bits in floating point. */
  REAL,
  /** Yes or no. */
  BOOLEAN,
  /** A number of any length. */
  DECIMAL,
  /** Anything else. */
  TEXT;

  private static final Set<Class<?>> INTEGERS =
      Set.of(
          long.class,
          Long.class,
          int.class,
          Integer.class,
          short.class,
          Short.class,
          byte.class,
          Byte.class);
  private static final Set<Class<?>> REALS =
      Set.of(double.class, Double.class, float.class, Float.class);

  /**
   * Returns the columns of rows in order, each with its type.
   *
   * @param sink how people call the sink
   * @throws UserError if the class of the rows says no type of one
   */
  public static LinkedHashMap<String, ColumnType> ofColumns(SinkRows<?> rows, String sink) {
    Map<String, ColumnType> known = ofProperties(rows.type());
    LinkedHashMap<String, ColumnType> columns = new LinkedHashMap<>();
    for (String column : rows.format().columns()) {
      ColumnType type = known.get(column);
      if (type == null) {
        throw UserError.usage(
            "sink '%s': the class of the rows, %s, says no type of column %s: give rows of a bean or a case class"
                .formatted(sink, rows.type().getName(), column));
      }
      columns.put(column, type);
    }
    return columns;
  }

  private static Map<String, ColumnType> ofProperties(Class<?> rowType) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    try {
      for (Field field : rowType.getDeclaredFields()) { // of a case class or a record
        types.put(field.getName(), of(field.getType()));
      }
      for (PropertyDescriptor property :
          Introspector.getBeanInfo(rowType).getPropertyDescriptors()) {
        types.put(property.getName(), of(property.getPropertyType()));
      }
    } catch (IntrospectionException e) {
      throw new IllegalArgumentException(rowType + " is not a bean", e);
    }
    return types;
  }

  private static ColumnType of(Class<?> type) {
    if (INTEGERS.contains(type)) {
      return INTEGER;
    }
    if (REALS.contains(type)) {
      return REAL;
    }
    if (type == boolean.class || type == Boolean.class) {
      return BOOLEAN;
    }
    return type == BigDecimal.class || type == BigInteger.class ? DECIMAL : TEXT;
  }
}
