package io.twinstream.migration.move.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Values of any type as text. */
public final class TextColumns {
  private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

  private TextColumns() {}

  /**
   * Returns rows whose columns are all text: structs, arrays and maps as JSON, bytes in base64.
   * Columns keep their places and their order, whatever their names.
   */
  public static Dataset<Row> of(Dataset<Row> rows) {
    String[] names = rows.columns();
    String[] places = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      places[i] = "_" + i;
    }
    Dataset<Row> placed = rows.toDF(places);
    List<Column> texts = new ArrayList<>();
    for (String place : places) {
      texts.add(of(placed.col(place), placed.schema().apply(place).dataType()));
    }
    return placed.select(texts.toArray(Column[]::new));
  }

  /** Returns each row as a JSON object. */
  public static Dataset<String> json(Dataset<Row> rows) {
    return rows.select(json(rows.columns())).as(Encoders.STRING());
  }

  /** Returns columns as one JSON object. */
  static Column json(String... names) {
    Column[] columns = new Column[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = column(names[i]);
    }
    return functions.to_json(functions.struct(columns), WITH_NULLS);
  }

  /** Returns a column of that name, whatever is in it. */
  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** Returns a column as text. */
  static Column of(Column value, DataType type) {
    if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
      return functions.to_json(value, WITH_NULLS);
    }
    return type instanceof BinaryType ? functions.base64(value) : value.cast(DataTypes.StringType);
  }
}
