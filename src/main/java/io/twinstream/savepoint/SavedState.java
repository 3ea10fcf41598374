package io.twinstream.savepoint;

import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Where the state of one operator lies in a savepoint. A job keeps this and not the rows, so that a
 * classic job that is killed in its first batch can read them again.
 *
 * @param folder the operator's folder
 * @param columns its columns as DDL
 */
public record SavedState(String folder, String columns) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returns the rows: {@code key}, {@code state} and what else the engine kept. */
  public Dataset<Row> rows(SparkSession session) {
    return session.read().schema(columns).parquet(folder);
  }

  /**
   * Returns rows of {@code key} and {@code value}.
   *
   * @param field the field of the state that is the value where the state is an object; a state
   *     that is no object is the value itself
   */
  public Dataset<Row> values(SparkSession session, String field) {
    Dataset<Row> rows = rows(session);
    Column state = rows.col("state");
    boolean isObject = rows.schema().apply("state").dataType() instanceof StructType;
    return rows.select(rows.col("key"), (isObject ? state.getField(field) : state).as("value"));
  }
}
