package io.twinstream.jobs.orderrevenue;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;

import io.twinstream.jobs.Jobs;
import io.twinstream.jobs.StructuredSums;
import io.twinstream.run.Begin;
import io.twinstream.run.Engine;
import io.twinstream.run.RunCommand;
import io.twinstream.run.Scope;
import io.twinstream.run.StructuredTwin;
import io.twinstream.run.WindowsBefore;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
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
  private final Optional<WindowsBefore> before;

  public StructuredOrderRevenue(OrderOptions options) {
    this(options, Optional.empty());
  }

  private StructuredOrderRevenue(OrderOptions options, Optional<WindowsBefore> before) {
    this.options = options;
    this.before = before;
  }

  @Override
  public Duration memory() {
    return options.memory();
  }

  @Override
  public StructuredTwin<Revenue> from(Begin begin) {
    options.checkNotComplete();
    return new StructuredOrderRevenue(options, Optional.of(begin.windows()));
  }

  @Override
  public Scope scope() {
    return Scope.STREAM;
  }

  @Override
  public String outputMode() {
    return options.outputMode.toString();
  }

  @Override
  public Dataset<Revenue> topology(Dataset<Row> lines) {
    return ordersInWindows(lines)
        .withWatermark("windowEnd", delay().toMillis() + " milliseconds")
        .dropDuplicates("orderId", "windowStart", "windowEnd")
        .groupBy(col("windowStart"), col("windowEnd"), col("category"))
        .agg(count(lit(1)).as("orders"), StructuredSums.of("cents").as("revenueCents"))
        .withColumn("windowEnd", unix_millis(col("windowEnd")))
        .filter(col("windowEnd").gt(writtenMillis()))
        .as(Encoders.bean(Revenue.class));
  }

  /** Windows that end later may change by a late order, and are read again from their beginning. */
  private long writtenMillis() {
    return before
        .map(windows -> windows.written() - options.lateness.toMillis())
        .orElse(Long.MIN_VALUE);
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
    System.exit(RunCommand.execute(Jobs.ORDER_REVENUE, Engine.STRUCTURED, args));
  }
}
