package io.twinstream.jobs.orderrevenue;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredSums;
import io.twinstream.jobs.engine.StructuredWindows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/**
 * Revenue per category and window on Structured Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link OrderRevenue}.
 *   <li>Output: one {@link Revenue} per window and category, as {@code --output-mode} says.
 *   <li>State: the orders of each window; window and category to orders and cents; both until the
 *       watermark has passed the window.
 *   <li>Time: the order's own.
 *   <li>Delivery: totals are exact; a row that is written again replaces itself.
 *   <li>Twin: {@link DStreamOrderRevenue}. Known differences: none in output mode update.
 * </ul>
 */
public final class StructuredOrderRevenue implements StructuredTwin<Revenue> {
  private final OrderRevenue rule;
  private final String outputMode;

  public StructuredOrderRevenue(OrderOptions options) {
    rule = options.rule();
    outputMode = options.outputMode.toString();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public String outputMode() {
    return outputMode;
  }

  @Override
  public Dataset<Revenue> topology(PortInput in) {
    // Windows that end later may change by a late order, and are read again from their beginning.
    long writtenMillis = in.windows(0).writtenMillis(rule.lateness());
    Dataset<OrderInWindow> orders =
        StructuredInput.records(in, rule::ordersInWindows, OrderInWindow.class);
    Dataset<OrderInWindow> newOrders =
        orders
            .withWatermark("windowEnd", StructuredWindows.interval(rule.delay()))
            .dropDuplicates("orderId", "windowStart", "windowEnd");
    return newOrders
        .groupBy("windowStart", "windowEnd", "category")
        .agg(count(lit(1)).as("orders"), StructuredSums.of("cents").as("revenueCents"))
        .withColumn("windowEnd", unix_millis(col("windowEnd")))
        .filter(col("windowEnd").gt(writtenMillis))
        .as(Encoders.bean(Revenue.class));
  }

  public static void main(String[] args) {
    JobMain.main("order-revenue", Engine.STRUCTURED, args);
  }
}
