package com.example.pages;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.split;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/** A port as many begin: {@code groupBy} on the stream counts since the beginning, not in a batch. */
public final class FirstTry implements StructuredTwin<PageViews> {
  private final String prefix;

  public FirstTry(PageOptions options) {
    prefix = options.prefix;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<PageViews> topology(PortInput in) {
    return in.lines()
        .select(split(col("value"), "\t").getItem(0).as("page"))
        .where(col("page").startsWith(prefix))
        .groupBy("page")
        .count()
        .withColumnRenamed("count", "views")
        .as(Encoders.bean(PageViews.class));
  }
}
