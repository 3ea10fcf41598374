package io.twinstream.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Orders {@code order_id,user_id,amount,category,order_time}, made just before they are sent; some
 * late, some malformed, some sent again.
 */
final class OrderLines implements Lines {
  private static final List<String> CATEGORIES =
      List.of("books", "games", "garden", "music", "shoes", "toys");
  private static final int USERS = 5_000;
  private static final int MOST_CENTS = 50_000;
  private static final int RECENT_MILLIS = 2_000;
  private static final int LATEST_MILLIS = 30 * 60_000;
  private static final int REMEMBERED = 200;

  private final RandomGenerator random;
  private final LongSupplier clock;
  private final Shares shares;
  private final List<String> recent = new ArrayList<>();
  private final long first;
  private long made;

  /**
   * @param clock epoch milliseconds
   */
  OrderLines(long seed, Shares shares, LongSupplier clock) {
    this.random = new Well19937c(seed);
    this.shares = shares;
    this.clock = clock;
    this.first = Math.floorMod(seed, 1_000L) * 1_000_000_000L;
  }

  @Override
  public byte[] next() {
    return line().getBytes(StandardCharsets.UTF_8);
  }

  private String line() {
    double kind = random.nextDouble();
    if (kind < shares.malformed()) {
      return malformed(order());
    }
    if (kind < shares.malformed() + shares.duplicate() && !recent.isEmpty()) {
      return recent.get(random.nextInt(recent.size()));
    }
    String order = order();
    recent.add(order);
    if (recent.size() > REMEMBERED) {
      recent.remove(0);
    }
    return order;
  }

  private String order() {
    boolean isLate = random.nextDouble() < shares.late();
    int age = random.nextInt(isLate ? LATEST_MILLIS : RECENT_MILLIS);
    int cents = 1 + random.nextInt(MOST_CENTS);
    made++;
    return String.format(
        Locale.ROOT,
        "%d,u%d,%d.%02d,%s,%d",
        first + made,
        random.nextInt(USERS),
        cents / 100,
        cents % 100,
        CATEGORIES.get(random.nextInt(CATEGORIES.size())),
        Math.max(0, clock.getAsLong() - age));
  }

  /** Spoils an order in one of the ways in which real ones are. */
  private String malformed(String order) {
    String[] fields = order.split(",");
    switch (random.nextInt(6)) {
      case 0:
        return "";
      case 1:
        return String.join(",", fields[0], fields[1], fields[2]);
      case 2:
        fields[2] = "free";
        break;
      case 3:
        fields[2] = "-" + fields[2];
        break;
      case 4:
        fields[3] = "";
        break;
      default:
        fields[4] = "yesterday";
    }
    return String.join(",", fields);
  }
}
