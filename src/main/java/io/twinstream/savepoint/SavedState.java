package io.twinstream.savepoint;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The location of one operator's state in a savepoint. A job keeps this instead of the rows, so
 * that a classic job killed in its first batch can read them again.
 *
 * @param folder the operator's folder
 * @param columns its columns as DDL
 */
public record SavedState(String folder, String columns) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Returns the location of a state in a savepoint.
   *
   * @param savepoint its folder
   */
  public static SavedState in(String savepoint, StateCopy copy) {
    return new SavedState(folder(savepoint, copy.name()), copy.columns());
  }

  /** Returns the folder of an operator's state in a savepoint. */
  public static String folder(String savepoint, String name) {
    return savepoint + "/" + Savepoint.STATE + "/" + name;
  }

  /** Returns the rows: {@code key}, {@code state} and the engine's other columns. */
  public Dataset<Row> rows(SparkSession session) {
    return session.read().schema(columns).parquet(folder);
  }

  /** Returns each key as text with its state, reduced to the encoder's fields. */
  public <S> Dataset<Tuple2<String, S>> rows(SparkSession session, Encoder<S> state) {
    return rows(session)
        .selectExpr("key AS _1", "state AS _2")
        .as(Encoders.tuple(Encoders.STRING(), state));
  }

  /**
   * Returns the states by their key, as {@code flatMapGroupsWithState} takes them; none without
   * saved state.
   */
  public static <S> KeyValueGroupedDataset<String, S> grouped(
      SparkSession session, Optional<SavedState> saved, Encoder<S> state) {
    Encoder<Tuple2<String, S>> both = Encoders.tuple(Encoders.STRING(), state);
    return saved
        .map(each -> each.rows(session, state))
        .orElseGet(() -> session.createDataset(List.of(), both))
        .groupByKey((MapFunction<Tuple2<String, S>, String>) Tuple2::_1, Encoders.STRING())
        .mapValues((MapFunction<Tuple2<String, S>, S>) Tuple2::_2, state);
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
