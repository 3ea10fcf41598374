package io.twinstream.jobs.orderrevenue;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.InputRecord;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.Sums;
import java.time.Duration;
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
public final class DStreamOrderRevenue implements DStreamTwin<Revenue> {
  /** One that was counted before goes first. */
  private static final Function2<Order, Order, Order> FIRST =
      (order, again) -> again.isNew() ? order : again;

  /**
   * An order to its windows: window and category to one order, its cents, and whether it is new.
   */
  private static final PairFlatMapFunction<
          Order, Tuple3<Long, Long, String>, Tuple3<Long, Long, Boolean>>
      IN_WINDOWS =
          order ->
              OrderRevenue.windows(order.atMillis()).stream()
                  .map(
                      window ->
                          new Tuple2<>(
                              new Tuple3<>(window.start(), window.end(), order.category()),
                              new Tuple3<>(1L, order.cents(), order.isNew())))
                  .iterator();

  private static final Function2<
          Tuple3<Long, Long, Boolean>, Tuple3<Long, Long, Boolean>, Tuple3<Long, Long, Boolean>>
      SUM =
          (a, b) ->
              new Tuple3<>(Sums.add(a._1(), b._1()), Sums.add(a._2(), b._2()), a._3() || b._3());

  /** Returns an order whose id is new; null for any other, and when an id is forgotten. */
  private static final Function3<String, Optional<Order>, State<Boolean>, Order> IF_NEW =
      (id, order, seen) -> {
        if (seen.isTimingOut() || seen.exists()) {
          return null;
        }
        seen.update(true);
        return order.get();
      };

  /** Returns the total; null where no order is new. */
  private static final Function3<
          Tuple3<Long, Long, String>,
          Optional<Tuple3<Long, Long, Boolean>>,
          State<Tuple2<Long, Long>>,
          Revenue>
      ADD_TO_TOTAL =
          (key, added, total) -> {
            Tuple2<Long, Long> before = total.exists() ? total.get() : new Tuple2<>(0L, 0L);
            long orders = Sums.add(before._1(), added.get()._1());
            long cents = Sums.add(before._2(), added.get()._2());
            total.update(new Tuple2<>(orders, cents));
            return added.get()._3()
                ? new Revenue(key._1(), key._2(), key._3(), orders, cents)
                : null;
          };

  private final OrderOptions options;

  public DStreamOrderRevenue(OrderOptions options) {
    this.options = options;
  }

  @Override
  public JavaDStream<Revenue> topology(ClassicInput in) {
    return withOrdersBefore(in, orders(in.records()))
        .mapToPair(order -> new Tuple2<>(order.orderId(), order))
        .reduceByKey(FIRST)
        .mapWithState(
            StateSpec.function(IF_NEW).timeout(Durations.milliseconds(options.remember.toMillis())))
        .filter(order -> order != null)
        .flatMapToPair(IN_WINDOWS)
        .reduceByKey(SUM)
        .mapWithState(StateSpec.function(ADD_TO_TOTAL))
        .filter(total -> total != null);
  }

  private JavaDStream<Order> orders(JavaDStream<InputRecord> records) {
    Duration lateness = options.lateness;
    return records.flatMap(
        record ->
            OrderRevenue.order(record.value(), record.arrivedAtMillis(), lateness).stream()
                .iterator());
  }

  /** Those that were counted before make state, and no rows. */
  private JavaDStream<Order> withOrdersBefore(ClassicInput in, JavaDStream<Order> orders) {
    return in.replayedStream()
        .map(records -> orders(records).map(Order::counted))
        .map(counted -> counted.union(orders))
        .orElse(orders);
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("order-revenue", Engine.DSTREAM, args));
  }
}
