package io.twinstream.migration.move;

import io.twinstream.migration.inspect.StateValue;
import io.twinstream.migration.inspect.UnreadableValueException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * What {@link StateValue}s are: collected from values, merged, and then a column that holds each of
 * them so that no two that differ become alike.
 */
sealed interface StateType extends Serializable {
  /** Of null, which every column takes. */
  StateType NONE = new None();

  /** The most digits of Spark's decimals. */
  int DIGITS = 38;

  List<DataType> WHOLE_NUMBERS =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  Map<Class<?>, DataType> SIMPLE =
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
   * Returns the type of one value.
   *
   * @throws NoSuchElementException if no column can hold it, or its elements together
   */
  static StateType of(Object value) {
    if (value == null) {
      return NONE;
    }
    if (value instanceof Map<?, ?> object) {
      Set<String> classes = new TreeSet<>();
      Map<String, StateType> fields = new LinkedHashMap<>();
      object.forEach(
          (name, field) -> {
            if (name.equals(StateValue.CLASS)) {
              classes.add((String) field);
            } else {
              fields.put((String) name, of(field));
            }
          });
      return new Fields(classes, fields);
    }
    if (value instanceof List<?> list) {
      StateType type = NONE;
      for (Object element : list) {
        type = type.merged(of(element));
      }
      return new Many(type);
    }
    if (value instanceof BigDecimal decimal) {
      return new Decimals(Decimals.whole(decimal), Math.max(0, decimal.scale()));
    }
    DataType simple = SIMPLE.get(value.getClass());
    if (simple == null) {
      throw new NoSuchElementException(
          "%s cannot be the value of a column".formatted(value.getClass()));
    }
    return new Simple(simple);
  }

  /**
   * Returns the type of the values of both.
   *
   * @throws NoSuchElementException if no column can hold them
   */
  default StateType merged(StateType other) {
    if (equals(other) || other instanceof None) {
      return this;
    }
    StateType both = this instanceof None ? other : with(other);
    if (both == null) {
      throw new NoSuchElementException(
          "state of several types: %s and %s".formatted(column().sql(), other.column().sql()));
    }
    return both;
  }

  /** Returns the type of both; null if there is none. */
  StateType with(StateType other);

  /** Returns the type of the column. */
  DataType column();

  /**
   * Returns a value as the column holds it.
   *
   * @throws OtherTypeException if it is of another type
   */
  default Object inColumn(Object value) {
    return value == null ? null : converted(value);
  }

  /** Returns a value that is not null as the column holds it. */
  Object converted(Object value);

  /** A value is not of the type of its column, nor of one that the column's takes up. */
  final class OtherTypeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private OtherTypeException(Object value, StateType type) {
      super("%s in a column of %s".formatted(value.getClass().getName(), type.column().sql()));
    }
  }

  /** Nothing but null was seen; the column is text, as Parquet has none without a type. */
  record None() implements StateType {
    @Override
    public StateType with(StateType other) {
      return other;
    }

    @Override
    public DataType column() {
      return DataTypes.StringType;
    }

    @Override
    public Object converted(Object value) {
      throw new OtherTypeException(value, this);
    }
  }

  /** Values that Spark has a type for; a whole number is also one of a wider type. */
  record Simple(DataType column) implements StateType {
    @Override
    public StateType with(StateType other) {
      if (!(other instanceof Simple simple)) {
        return null;
      }
      int one = WHOLE_NUMBERS.indexOf(column);
      int two = WHOLE_NUMBERS.indexOf(simple.column);
      return one < 0 || two < 0 ? null : new Simple(WHOLE_NUMBERS.get(Math.max(one, two)));
    }

    @Override
    public Object converted(Object value) {
      DataType own = SIMPLE.get(value.getClass());
      if (column.equals(own)) {
        return value instanceof LocalDate date ? Date.valueOf(date) : value;
      }
      int width = WHOLE_NUMBERS.indexOf(column);
      if (own == null || WHOLE_NUMBERS.indexOf(own) < 0 || WHOLE_NUMBERS.indexOf(own) > width) {
        throw new OtherTypeException(value, this);
      }
      Number number = (Number) value;
      return switch (width) {
        case 1 -> number.shortValue();
        case 2 -> number.intValue();
        default -> number.longValue();
      };
    }
  }

  /**
   * Decimals. Where one column of decimals cannot hold all digits of all of them, which Spark 3
   * would make null or round, they are text.
   *
   * @param whole the most digits before the point
   * @param scale the most digits behind it
   */
  record Decimals(int whole, int scale) implements StateType {
    static int whole(BigDecimal value) {
      return Math.max(0, Math.addExact(value.precision(), Math.negateExact(value.scale())));
    }

    private boolean isText() {
      return (long) whole + scale > DIGITS;
    }

    @Override
    public StateType with(StateType other) {
      return other instanceof Decimals decimals
          ? new Decimals(Math.max(whole, decimals.whole), Math.max(scale, decimals.scale))
          : null;
    }

    @Override
    public DataType column() {
      return isText() ? DataTypes.StringType : DataTypes.createDecimalType(DIGITS, scale);
    }

    @Override
    public Object converted(Object value) {
      if (!(value instanceof BigDecimal decimal)) {
        throw new OtherTypeException(value, this);
      }
      if (isText()) {
        return decimal.toString();
      }
      if (decimal.scale() > scale || whole(decimal) > DIGITS - scale) {
        throw new OtherTypeException(value, this);
      }
      return decimal;
    }
  }

  /** Lists. */
  record Many(StateType elements) implements StateType {
    @Override
    public StateType with(StateType other) {
      return other instanceof Many many ? new Many(elements.merged(many.elements)) : null;
    }

    @Override
    public DataType column() {
      return DataTypes.createArrayType(elements.column());
    }

    @Override
    public Object converted(Object value) {
      if (!(value instanceof List<?> list)) {
        throw new OtherTypeException(value, this);
      }
      List<Object> all = new ArrayList<>(list.size());
      list.forEach(element -> all.add(elements.inColumn(element)));
      return all.toArray();
    }
  }

  /**
   * Objects: a struct of their fields, and of their class where there are several; text, the class,
   * where they have no fields.
   *
   * @param classes their classes; empty for a row
   * @param fields all fields of all of them
   */
  record Fields(Set<String> classes, Map<String, StateType> fields) implements StateType {
    private String classColumn() {
      String name = "_class";
      while (fields.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
        name = "_" + name;
      }
      return name;
    }

    @Override
    public StateType with(StateType other) {
      if (!(other instanceof Fields objects)) {
        return null;
      }
      Set<String> all = new TreeSet<>(classes);
      all.addAll(objects.classes);
      Map<String, StateType> merged = new LinkedHashMap<>(fields);
      String owner = all.isEmpty() ? "" : all.iterator().next() + ".";
      objects.fields.forEach(
          (name, type) -> merged.merge(name, type, (one, two) -> inField(owner + name, one, two)));
      return new Fields(all, merged);
    }

    private static StateType inField(String field, StateType one, StateType two) {
      try {
        return one.merged(two);
      } catch (NoSuchElementException e) {
        throw UnreadableValueException.in(field, e);
      }
    }

    @Override
    public DataType column() {
      if (fields.isEmpty()) {
        return DataTypes.StringType;
      }
      List<StructField> columns = new ArrayList<>();
      if (classes.size() > 1) {
        columns.add(DataTypes.createStructField(classColumn(), DataTypes.StringType, true));
      }
      fields.forEach(
          (name, type) -> columns.add(DataTypes.createStructField(name, type.column(), true)));
      return DataTypes.createStructType(columns);
    }

    @Override
    public Object converted(Object value) {
      if (!(value instanceof Map<?, ?> object)) {
        throw new OtherTypeException(value, this);
      }
      Object ofClass = object.get(StateValue.CLASS);
      if (ofClass != null && !classes.contains(ofClass)) {
        throw new OtherTypeException(value, this);
      }
      if (fields.isEmpty() && object.size() == 1) {
        return ofClass;
      }
      int first = classes.size() > 1 ? 1 : 0;
      Object[] values = new Object[first + fields.size()];
      if (first == 1) {
        values[0] = ofClass;
      }
      int found = ofClass == null ? 0 : 1;
      int i = first;
      for (Map.Entry<String, StateType> field : fields.entrySet()) {
        Object of = object.get(field.getKey());
        found += of != null || object.containsKey(field.getKey()) ? 1 : 0;
        values[i++] = field.getValue().inColumn(of);
      }
      if (found < object.size()) {
        throw new OtherTypeException(value, this);
      }
      return RowFactory.create(values);
    }
  }
}
