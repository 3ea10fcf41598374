package io.twinstream.migration.move.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.twinstream.error.UserError;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether every row of a state has a key of its own.
 *
 * @param repeated how many keys more than one row has
 * @param example one of those, the least as text; null if there is none
 * @param hasNull whether a row has no key
 */
record UniqueKeys(long repeated, String example, boolean hasNull) {
  static UniqueKeys of(Dataset<Row> rows) {
    Dataset<Row> keys = rows.select("key").groupBy("key").agg(count(lit(1)).as("rows"));
    Column isRepeated = col("rows").gt(1);
    Column text = TextColumns.of(col("key"), keys.schema().apply("key").dataType());
    Row found =
        keys.agg(
                count(when(isRepeated, 1)),
                min(when(isRepeated, text)),
                max(when(col("key").isNull(), 1)))
            .first();
    return new UniqueKeys(found.getLong(0), found.getString(1), !found.isNullAt(2));
  }

  /**
   * Refuses keys that are not unique.
   *
   * @param what has them, for the message
   * @param advice what to do
   */
  void check(String what, String advice) {
    if (repeated > 0) {
      throw UserError.usage(
          "%s: %,d %s, such as %s: %s"
              .formatted(
                  what,
                  repeated,
                  repeated == 1 ? "key has several rows" : "keys have several rows",
                  example == null ? "null" : "'" + example + "'",
                  advice));
    }
  }
}
