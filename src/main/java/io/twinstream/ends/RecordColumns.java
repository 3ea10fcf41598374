package io.twinstream.ends;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.lit;

import io.twinstream.api.Source;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The columns of records that a port is given. */
public final class RecordColumns {
  private RecordColumns() {}

  /** Returns the records with the columns that sources of lines leave out, {@link Source}. */
  public static Dataset<Row> whole(Dataset<Row> records) {
    return Arrays.asList(records.columns()).contains("bytes")
        ? records
        : records
            .withColumn("key", lit(null).cast("binary"))
            .withColumn("bytes", encode(col("value"), "UTF-8"))
            .withColumn("headers", lit(null).cast("array<struct<key:string,value:binary>>"));
  }
}
