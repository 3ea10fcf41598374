package io.twinstream.jobs.orderrevenue;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.streaming.Duration;
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
 *   <li>Output: one {@link Revenue} per window and category that the batch changed.
 *   <li>State: order id to {@code true}, for {@code --remember}; window and category to orders and
 *       cents, for good. Made again from Kafka where offsets alone are kept.
 *   <li>Time: the order's own.
 *   <li>Delivery: totals are exact; a row that is written again replaces itself.
 *   <li>Twin: {@link StructuredOrderRevenue}. Known differences: none in output mode update.
 * </ul>
 */
public final class DStreamOrderRevenue implements DStreamTwin<Revenue> {
  /** Returns an order whose id is new; null for any other, and when an id is forgotten. */
  private static final Function3<String, Optional<Order>, State<Boolean>, Order> IF_NEW =
      (id, order, seen) -> {
        if (seen.isTimingOut() || seen.exists()) {
          return null;
        }
        seen.update(true);
        return order.get();
      };

  private static final PairFlatMapFunction<Order, Tuple3<Long, Long, String>, OrderSum> IN_WINDOWS =
      order ->
          OrderRevenue.windows(order.atMillis()).stream()
              .map(window -> new Tuple3<>(window.start(), window.end(), order.category()))
              .map(key -> new Tuple2<>(key, OrderSum.of(order)))
              .iterator();

  /** Returns the total; null where no order is new. */
  private static final Function3<
          Tuple3<Long, Long, String>, Optional<OrderSum>, State<Tuple2<Long, Long>>, Revenue>
      ADD_TO_TOTAL =
          (key, added, total) -> {
            Tuple2<Long, Long> before = total.exists() ? total.get() : new Tuple2<>(0L, 0L);
            OrderSum sum = added.get().plus(new OrderSum(before._1(), before._2(), false));
            total.update(new Tuple2<>(sum.orders(), sum.cents()));
            return sum.isNew()
                ? new Revenue(key._1(), key._2(), key._3(), sum.orders(), sum.cents())
                : null;
          };

  private final OrderRevenue rule;
  private final Duration remember;

  public DStreamOrderRevenue(OrderOptions options) {
    rule = options.rule();
    remember = Durations.milliseconds(options.remember.toMillis());
  }

  @Override
  public JavaDStream<Revenue> topology(ClassicInput in) {
    JavaDStream<Order> orders = withOrdersBefore(in, in.records().flatMap(rule::orders));
    JavaDStream<Order> newOrders =
        orders
            .mapToPair(order -> new Tuple2<>(order.orderId(), order))
            .reduceByKey(Order::orCounted)
            .mapWithState(StateSpec.function(IF_NEW).timeout(remember))
            .filter(order -> order != null);
    return newOrders
        .flatMapToPair(IN_WINDOWS)
        .reduceByKey(OrderSum::plus)
        .mapWithState(StateSpec.function(ADD_TO_TOTAL))
        .filter(total -> total != null);
  }

  /** Those that were counted before make state, and no rows. */
  private JavaDStream<Order> withOrdersBefore(ClassicInput in, JavaDStream<Order> orders) {
    return in.replayedStream()
        .map(records -> records.flatMap(rule::orders).map(Order::counted).union(orders))
        .orElse(orders);
  }

  public static void main(String[] args) {
    JobMain.main("order-revenue", Engine.DSTREAM, args);
  }
}
