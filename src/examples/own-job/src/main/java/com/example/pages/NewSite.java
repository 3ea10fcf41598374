package com.example.pages;

import static org.apache.spark.sql.functions.split;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The port of {@link OldSite}. */
public final class NewSite {
  private NewSite() {}

  static Map<String, Dataset<Row>> outputs(Dataset<Row> records, String prefix) {
    Column fields = split(records.col("value"), "\t");
    Dataset<Row> visits =
        records
            .select(fields.getItem(0).as("page"), fields.getItem(1).as("user"))
            .where("page LIKE '" + prefix + "%'");
    return Map.of(
        "pages", visits.groupBy("page").count(), "users", visits.groupBy("user").count());
  }
}
