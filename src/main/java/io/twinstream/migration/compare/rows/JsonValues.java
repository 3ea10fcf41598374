package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import io.twinstream.error.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Texts that are JSON objects, whose types are found by reading all of them. */
final class JsonValues {
  private static final String CORRUPT = "twinstream no json";
  private static final int SHOWN = 100;
  // Not prefersDecimal, which takes a text of digits for a number.
  private static final Map<String, String> OPTIONS =
      Map.of("mode", "PERMISSIVE", "columnNameOfCorruptRecord", CORRUPT);

  private JsonValues() {}

  /**
   * Returns the rows of files of JSON lines.
   *
   * @throws UserError if a line is not a JSON object
   */
  static Dataset<Row> ofFiles(SparkSession session, String spec, String folder) {
    Dataset<Row> rows = session.read().options(OPTIONS).json(folder);
    if (Arrays.asList(rows.columns()).contains(CORRUPT)) {
      // Spark refuses a query of that column alone.
      String line =
          session
              .read()
              .textFile(folder)
              .toDF("value")
              .select(from_json(col("value"), corruptOnly(), OPTIONS).as("row"), col("value"))
              .filter(col("row").getField(CORRUPT).isNotNull())
              .select("value")
              .as(Encoders.STRING())
              .first();
      throw noJson(spec, "a line", line);
    }
    return rows;
  }

  /**
   * Returns the fields of JSON in a column, beside the other columns.
   *
   * @param name of the column
   * @param where an expression that says where a value is, for messages
   * @throws UserError if a value is not a JSON object
   */
  static Dataset<Row> ofColumn(
      SparkSession session, String spec, Dataset<Row> rows, String name, String where) {
    Dataset<String> values = rows.select(name).as(Encoders.STRING());
    StructType schema = session.read().options(OPTIONS).json(values).schema();
    if (Arrays.asList(schema.fieldNames()).contains(CORRUPT)) {
      throw noJson(spec, rows, name, where);
    }
    return parsed(rows, name, schema);
  }

  /**
   * Returns the schema of values, which fits others too.
   *
   * @param others JSON whose fields are among it
   * @throws UserError if a value is not a JSON object
   */
  static StructType schema(
      SparkSession session,
      String spec,
      Dataset<Row> rows,
      String name,
      String where,
      String others) {
    Dataset<String> values =
        rows.select(name)
            .as(Encoders.STRING())
            .union(session.createDataset(List.of(others), Encoders.STRING()));
    StructType schema = session.read().options(OPTIONS).json(values).schema();
    if (Arrays.asList(schema.fieldNames()).contains(CORRUPT)) {
      throw noJson(spec, rows, name, where);
    }
    return schema;
  }

  /** Returns the fields of JSON in a column, beside the other columns. */
  static Dataset<Row> parsed(Dataset<Row> rows, String name, StructType schema) {
    return rows.withColumn(name, from_json(col(name), schema, OPTIONS));
  }

  private static UserError noJson(String spec, Dataset<Row> rows, String name, String where) {
    Row first =
        rows.selectExpr(where + " as place", name)
            .withColumn("row", from_json(col(name), corruptOnly(), OPTIONS))
            .filter(col("row").getField(CORRUPT).isNotNull())
            .first();
    return noJson(spec, first.getString(0), first.getString(1));
  }

  private static StructType corruptOnly() {
    return new StructType().add("x", DataTypes.StringType).add(CORRUPT, DataTypes.StringType);
  }

  private static UserError noJson(String spec, String where, String value) {
    String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    return UserError.usage(
        "%s: %s is not a JSON object: '%s'; for CSV name the columns: ?columns=A,B"
            .formatted(spec, where, shown.replaceAll("\\p{Cntrl}", "\u00b7")));
  }
}
