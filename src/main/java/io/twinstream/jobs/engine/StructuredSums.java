package io.twinstream.jobs.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.twinstream.jobs.Sums;
import org.apache.spark.sql.Column;

/** {@link Sums} as Structured Streaming writes them. */
public final class StructuredSums {
  /** Ten digits more than a long has: so many rows would have to be added up to overflow it. */
  private static final String EXACT = "decimal(20,0)";

  private StructuredSums() {}

  /**
   * Returns the sum of a column of longs, none negative: {@link Long#MAX_VALUE} if it is greater.
   * Spark's own {@code sum} of longs begins again at the lowest one, or ends the query where {@code
   * spark.sql.ansi.enabled} is set, as it is on Spark 4.
   */
  public static Column of(String column) {
    return least(sum(col(column).cast(EXACT)), lit(Long.MAX_VALUE)).cast("bigint");
  }
}
