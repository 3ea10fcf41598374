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
import io.twinstream.jobs.engine.StructuredSums;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Revenue per category and window on Structured Streaming.
 *
 * <ul>
 *   <li>Input: {@code value} and {@code arrivedAt}, see {@link OrderRevenue}.
 *   <li>Output: one {@link Revenue} per window and category, as {@code --output-mode} says.
 *   <li>State: the orders of each window; window and category to orders and cents; both until the
 *       watermark has passed the window.
 *   <li>Time: the order's own.
 *   <li>Delivery: totals are exact; a row that is written again replaces itself.
 *   <li>Twin: {@link DStreamOrderRevenue}. Known differences: none in output mode update.
 * </ul>
 */
public final class StructuredOrderRevenue implements StructuredTwin<Revenue> {
  private static final Encoder<Tuple2<String, Timestamp>> LINE_AND_ARRIVAL =
      Encoders.tuple(Encoders.STRING(), Encoders.TIMESTAMP());

  private final OrderOptions options;

  public StructuredOrderRevenue(OrderOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public String outputMode() {
    return options.outputMode.toString();
  }

  @Override
  public Dataset<Revenue> topology(PortInput in) {
    // Windows that end later may change by a late order, and are read again from their beginning.
    long writtenMillis = in.windows(0).writtenMillis(options.lateness);
    return ordersInWindows(in.lines())
        .withWatermark("windowEnd", delay().toMillis() + " milliseconds")
        .dropDuplicates("orderId", "windowStart", "windowEnd")
        .groupBy(col("windowStart"), col("windowEnd"), col("category"))
        .agg(count(lit(1)).as("orders"), StructuredSums.of("cents").as("revenueCents"))
        .withColumn("windowEnd", unix_millis(col("windowEnd")))
        .filter(col("windowEnd").gt(writtenMillis))
        .as(Encoders.bean(Revenue.class));
  }

  /**
   * An order in time is never behind the watermark, as long as no partition of Kafka is read
   * further behind the others than the lateness: its window ends after its arrival minus the
   * lateness, and the newest window at most so long after the newest arrival.
   */
  private Duration delay() {
    return options
        .lateness
        .multipliedBy(2)
        .plus(OrderRevenue.LONGEST_WINDOW)
        .plus(OrderRevenue.CLOCK_DIFFERENCE);
  }

  private Dataset<OrderInWindow> ordersInWindows(Dataset<Row> lines) {
    Duration lateness = options.lateness;
    FlatMapFunction<Tuple2<String, Timestamp>, OrderInWindow> inWindows =
        line -> inWindows(line._1(), line._2().getTime(), lateness);
    return lines
        .select("value", "arrivedAt")
        .as(LINE_AND_ARRIVAL)
        .flatMap(inWindows, Encoders.bean(OrderInWindow.class));
  }

  private static Iterator<OrderInWindow> inWindows(
      String line, long arrivedAtMillis, Duration lateness) {
    return OrderRevenue.order(line, arrivedAtMillis, lateness).stream()
        .flatMap(
            order ->
                OrderRevenue.windows(order.atMillis()).stream()
                    .map(window -> new OrderInWindow(order, window)))
        .iterator();
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("order-revenue", Engine.STRUCTURED, args));
  }
}
