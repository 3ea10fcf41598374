package io.twinstream.jobs.orderrevenue;

import io.twinstream.api.InputRecord;
import io.twinstream.error.Plural;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule of order revenue, free of any engine.
 *
 * <p>Input: records whose value is {@code order_id,user_id,amount,category,order_time}: the amount
 * has at most two decimals, the time is epoch milliseconds.
 *
 * @param lateness how long after it was made an order may arrive
 */
record OrderRevenue(Duration lateness) implements Serializable {
  /** The longest window: a record older than this and the lateness changes no window. */
  public static final Duration LONGEST_WINDOW = Duration.ofMinutes(10);

  /** How far an order's time may lie after its arrival, as clocks differ. */
  public static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  private static final long SLIDE = Duration.ofMinutes(5).toMillis();
  private static final int FIELDS = 5;
  private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,2})?");
  private static final Pattern TIME = Pattern.compile("\\d{1,15}");

  /** A stretch of time in which orders are added up, {@code [start, end)}, epoch milliseconds. */
  public record Window(long start, long end) {}

  /**
   * Returns why a line is no order; empty if it is one.
   *
   * @param line null for a tombstone
   */
  public static Optional<String> problem(String line, long arrivedAtMillis) {
    if (line == null) {
      return Optional.of("no value");
    }
    String[] fields = line.split(",", -1);
    if (fields.length != FIELDS) {
      return Optional.of(
          "%s where %d are needed".formatted(Plural.of(fields.length, "field"), FIELDS));
    }
    if (fields[0].isEmpty() || fields[1].isEmpty() || fields[3].isEmpty()) {
      return Optional.of("an empty order_id, user_id or category");
    }
    if (!AMOUNT.matcher(fields[2]).matches()) {
      return Optional.of("the amount is not a number of 0 or more with two decimals");
    }
    if (!TIME.matcher(fields[4]).matches()) {
      return Optional.of("the order_time is not epoch milliseconds");
    }
    return Long.parseLong(fields[4]) - arrivedAtMillis > CLOCK_DIFFERENCE.toMillis()
        ? Optional.of("ordered after it arrived")
        : Optional.empty();
  }

  /**
   * Returns the order of a line; empty if it is none or came too late.
   *
   * @param lateness how long after it was made an order may arrive
   */
  public static Optional<Order> order(String line, long arrivedAtMillis, Duration lateness) {
    if (problem(line, arrivedAtMillis).isPresent()) {
      return Optional.empty();
    }
    String[] fields = line.split(",", -1);
    long atMillis = Long.parseLong(fields[4]);
    return arrivedAtMillis - atMillis > lateness.toMillis()
        ? Optional.empty()
        : Optional.of(new Order(fields[0], fields[3], cents(fields[2]), atMillis));
  }

  /** Returns the order of a record; none if there is none, or it came too late. */
  Iterator<Order> orders(InputRecord record) {
    return order(record.value(), record.arrivedAtMillis(), lateness).stream().iterator();
  }

  /** Returns the same, once for each of its windows. */
  Iterator<OrderInWindow> ordersInWindows(InputRecord record) {
    return order(record.value(), record.arrivedAtMillis(), lateness).stream()
        .flatMap(
            order ->
                windows(order.atMillis()).stream().map(window -> new OrderInWindow(order, window)))
        .iterator();
  }

  /**
   * Returns how long a window waits for late orders. One in time is never behind the watermark, as
   * long as no partition of Kafka is read further behind the others than the lateness: its window
   * ends after its arrival minus the lateness, and the newest window at most so long after the
   * newest arrival.
   */
  Duration delay() {
    return lateness.multipliedBy(2).plus(LONGEST_WINDOW).plus(CLOCK_DIFFERENCE);
  }

  /** Returns the windows that an order of that time counts in: one of 5 and two of 10 minutes. */
  public static List<Window> windows(long atMillis) {
    long start = Math.floorDiv(atMillis, SLIDE) * SLIDE;
    return List.of(
        new Window(start, start + SLIDE),
        new Window(start - SLIDE, start + SLIDE),
        new Window(start, start + 2 * SLIDE));
  }

  private static long cents(String amount) {
    return new BigDecimal(amount).movePointRight(2).longValueExact();
  }
}
