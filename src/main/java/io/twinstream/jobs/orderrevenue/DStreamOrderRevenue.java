package io.twinstream.jobs.orderrevenue;

import io.twinstream.jobs.Jobs;
import io.twinstream.run.Engine;
import io.twinstream.run.RebuiltTwin;
import io.twinstream.run.RunCommand;
import io.twinstream.source.SourceRecord;
import java.time.Duration;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Revenue per category and window on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link OrderRevenue}.
 *   <li>Output: one {@link Revenue} per window and category that the batch changed; order
 *       unspecified.
 *   <li>State: order id to {@code true}, for {@code --remember}; window and category to orders and
 *       cents, for good. Made again from Kafka where offsets alone are kept.
 *   <li>Time: the order's own.
 *   <li>Delivery: totals are exact; a row that is written again replaces itself.
 *   <li>Twin: {@link StructuredOrderRevenue}. Known differences: none in output mode update.
 * </ul>
 */
public final class DStreamOrderRevenue implements RebuiltTwin<Revenue> {
  private static final Function2<Order, Order, Order> FIRST = (order, again) -> order;

  private static final Function2<Tuple2<Long, Long>, Tuple2<Long, Long>, Tuple2<Long, Long>> SUM =
      (a, b) -> new Tuple2<>(Math.addExact(a._1(), b._1()), Math.addExact(a._2(), b._2()));

  /** An order to its windows: window and category to one order and its cents. */
  private static final PairFlatMapFunction<Order, Tuple3<Long, Long, String>, Tuple2<Long, Long>>
      IN_WINDOWS =
          order ->
              OrderRevenue.windows(order.atMillis()).stream()
                  .map(
                      window ->
                          new Tuple2<>(
                              new Tuple3<>(window.start(), window.end(), order.category()),
                              new Tuple2<>(1L, order.cents())))
                  .iterator();

  /** Returns an order whose id is new; null for any other, and when an id is forgotten. */
  private static final Function3<String, Optional<Order>, State<Boolean>, Order> IF_NEW =
      (id, order, seen) -> {
        if (seen.isTimingOut() || seen.exists()) {
          return null;
        }
        seen.update(true);
        return order.get();
      };

  private static final Function3<
          Tuple3<Long, Long, String>,
          Optional<Tuple2<Long, Long>>,
          State<Tuple2<Long, Long>>,
          Revenue>
      ADD_TO_TOTAL =
          (key, added, total) -> {
            Tuple2<Long, Long> after =
                total.exists() ? SUM.call(total.get(), added.get()) : added.get();
            total.update(after);
            return new Revenue(key._1(), key._2(), key._3(), after._1(), after._2());
          };

  private final OrderOptions options;

  public DStreamOrderRevenue(OrderOptions options) {
    this.options = options;
  }

  @Override
  public java.util.Optional<Duration> memory() {
    return java.util.Optional.of(
        options.lateness.plus(OrderRevenue.LONGEST_WINDOW).plus(OrderRevenue.CLOCK_DIFFERENCE));
  }

  @Override
  public JavaDStream<Revenue> topologyOfRecords(
      JavaDStream<SourceRecord> records, java.util.Optional<JavaRDD<SourceRecord>> before) {
    Duration lateness = options.lateness;
    java.util.Optional<JavaPairRDD<String, Order>> counted =
        before.map(old -> byId(old.flatMap(record -> orders(record, lateness))));
    return records
        .flatMap(record -> orders(record, lateness))
        .mapToPair(order -> new Tuple2<>(order.orderId(), order))
        .reduceByKey(FIRST)
        .mapWithState(seen(counted))
        .filter(order -> order != null)
        .flatMapToPair(IN_WINDOWS)
        .reduceByKey(SUM)
        .mapWithState(totals(counted));
  }

  private static JavaPairRDD<String, Order> byId(JavaRDD<Order> orders) {
    return orders.mapToPair(order -> new Tuple2<>(order.orderId(), order)).reduceByKey(FIRST);
  }

  private StateSpec<String, Order, Boolean, Order> seen(
      java.util.Optional<JavaPairRDD<String, Order>> counted) {
    StateSpec<String, Order, Boolean, Order> seen =
        StateSpec.function(IF_NEW).timeout(Durations.milliseconds(options.remember.toMillis()));
    return counted.map(orders -> seen.initialState(orders.mapValues(order -> true))).orElse(seen);
  }

  private static StateSpec<
          Tuple3<Long, Long, String>, Tuple2<Long, Long>, Tuple2<Long, Long>, Revenue>
      totals(java.util.Optional<JavaPairRDD<String, Order>> counted) {
    StateSpec<Tuple3<Long, Long, String>, Tuple2<Long, Long>, Tuple2<Long, Long>, Revenue> totals =
        StateSpec.function(ADD_TO_TOTAL);
    return counted
        .map(orders -> orders.values().flatMapToPair(IN_WINDOWS).reduceByKey(SUM))
        .map(totals::initialState)
        .orElse(totals);
  }

  private static java.util.Iterator<Order> orders(SourceRecord record, Duration lateness) {
    return OrderRevenue.order(record.value(), record.arrivedAtMillis(), lateness).stream()
        .iterator();
  }

  public static void main(String[] args) {
    System.exit(RunCommand.execute(Jobs.ORDER_REVENUE, Engine.DSTREAM, args));
  }
}
