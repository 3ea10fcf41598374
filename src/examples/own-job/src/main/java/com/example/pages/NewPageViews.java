package com.example.pages;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.split;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The port of {@link OldPageViews}. */
public final class NewPageViews {
  private NewPageViews() {}

  static Dataset<Row> counts(Dataset<Row> records) {
    return records.select(split(col("value"), "\t").getItem(0).as("page")).groupBy("page").count();
  }
}
