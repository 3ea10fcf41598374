package io.twinstream.migration.move;

import io.twinstream.internals.StateStores;
import io.twinstream.internals.StateTable;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.StateRecords;
import io.twinstream.migration.inspect.StructuredCheckpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The state of a streaming query, in the columns of a savepoint. */
final class QueryState {
  private static final String GROUP_STATE = "groupState";

  private QueryState() {}

  /**
   * Returns {@code key} and {@code state}, and {@code timeoutAt} where flatMapGroupsWithState keeps
   * one. A map becomes an array of its entries, as in the savepoint of a classic application. A
   * struct of the one field {@code value}, as an encoder of a simple type makes it, becomes that
   * value. The key of a side of a join has the place of the row among those of its key, and its
   * state whether the row was {@code matched}.
   */
  static Dataset<Row> rows(
      SparkSession session, StructuredCheckpoint checkpoint, Plan.State state) {
    Dataset<Row> rows = asKept(session, checkpoint, state);
    return rows.select(
        Arrays.stream(rows.schema().fields())
            .map(field -> withoutMaps(rows.col(field.name()), field.dataType()).as(field.name()))
            .toArray(Column[]::new));
  }

  private static Dataset<Row> asKept(
      SparkSession session, StructuredCheckpoint checkpoint, Plan.State state) {
    Map<String, String> settings = new TreeMap<>();
    for (Checkpoint.Setting setting : checkpoint.settings()) {
      settings.put(setting.key(), setting.value());
    }
    Dataset<Row> rows =
        StateStores.read(
            session,
            checkpoint.folder(),
            StateTable.parse(state.place()),
            state.parts(),
            checkpoint.states().stream().anyMatch(StructuredCheckpoint.State::hasFileIds),
            checkpoint.committed().orElseThrow(),
            settings);
    List<String> values =
        rows.schema().apply("value").dataType() instanceof StructType struct
            ? Arrays.asList(struct.fieldNames())
            : List.of();
    if (!values.contains(GROUP_STATE)) {
      return rows.select(
          simple(rows, "key").as(StateRecords.KEY), simple(rows, "value").as(StateRecords.STATE));
    }
    Dataset<Row> groups =
        rows.select("key", "value.*").filter(functions.col(GROUP_STATE).isNotNull());
    Column key = simple(groups, "key").as(StateRecords.KEY);
    Column group = simple(groups, GROUP_STATE).as(StateRecords.STATE);
    return values.contains("timeoutTimestamp")
        ? groups.select(key, group, groups.col("timeoutTimestamp").as("timeoutAt"))
        : groups.select(key, group);
  }

  /** Spark has no checksum of a map, as equal ones may have their entries in different orders. */
  private static Column withoutMaps(Column column, DataType type) {
    if (!NestedTypes.has(MapType.class, type)) {
      return column;
    }
    if (type instanceof MapType map) {
      return functions.transform(
          functions.map_entries(column),
          entry ->
              functions.struct(
                  withoutMaps(entry.getField("key"), map.keyType()).as("key"),
                  withoutMaps(entry.getField("value"), map.valueType()).as("value")));
    }
    if (type instanceof ArrayType array) {
      return functions.transform(column, element -> withoutMaps(element, array.elementType()));
    }
    Column[] fields =
        Arrays.stream(((StructType) type).fields())
            .map(
                field ->
                    withoutMaps(column.getField(field.name()), field.dataType()).as(field.name()))
            .toArray(Column[]::new);
    return functions.when(column.isNotNull(), functions.struct(fields));
  }

  private static Column simple(Dataset<Row> rows, String column) {
    if (!(rows.schema().apply(column).dataType() instanceof StructType)) {
      return rows.col(column);
    }
    if (struct(rows, column).isEmpty()) {
      return functions.lit(null).cast(DataTypes.StringType); // what groups by nothing has no key
    }
    return Arrays.asList(struct(rows, column).fieldNames()).equals(List.of("value"))
        ? rows.col(column).getField("value")
        : rows.col(column).cast(named(struct(rows, column)));
  }

  /**
   * De-duplication keeps a field without a type, and an aggregation fields of the same name: {@code
   * sum} and {@code sum_2}.
   */
  private static StructType named(StructType type) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    StructType storable = new StructType();
    for (StructField field : type.fields()) {
      String name = field.name();
      for (int number = 2; !names.add(name); number++) {
        name = field.name() + "_" + number;
      }
      storable = storable.add(name, storable(field.dataType()));
    }
    return storable;
  }

  /** Parquet has no column without a type, nor a struct without a field: both become text. */
  private static DataType storable(DataType type) {
    if (type instanceof NullType) {
      return DataTypes.StringType;
    }
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(storable(array.elementType()));
    }
    if (type instanceof StructType struct) {
      StructType storable = new StructType();
      for (StructField field : struct.fields()) {
        storable = storable.add(field.name(), storable(field.dataType()));
      }
      return storable.isEmpty() ? DataTypes.StringType : storable;
    }
    return type;
  }

  private static StructType struct(Dataset<Row> rows, String column) {
    return (StructType) rows.schema().apply(column).dataType();
  }
}
