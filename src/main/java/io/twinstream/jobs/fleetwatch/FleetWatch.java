package io.twinstream.jobs.fleetwatch;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule of the fleet watch, free of any engine.
 *
 * <p>A line is {@code vehicle,longitude,latitude,km_per_hour,epoch_ms}, the vehicle possibly empty,
 * the numbers with up to six digits before the point and up to six behind it. A line of another
 * form is an alert of the kind {@value #MALFORMED}. A repeated line counts again.
 */
final class FleetWatch {
  static final String MALFORMED = "malformed";

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,6}(\\.[0-9]{1,6})?");
  private static final Pattern TIME = Pattern.compile("[0-9]{1,15}");
  private static final int MICRO_DIGITS = 6;
  private static final int PARTS = 5;

  private FleetWatch() {}

  /** Returns the alerts of a line, each with the count 1. */
  static List<FleetAlert> alerts(String line, FleetRules rules) {
    String[] parts = line.split(",", -1);
    if (parts.length != PARTS || !TIME.matcher(parts[4]).matches()) {
      return List.of(malformed());
    }
    Optional<Long> east = micros(parts[1]);
    Optional<Long> north = micros(parts[2]);
    Optional<Long> speed = micros(parts[3]);
    return east.isEmpty() || north.isEmpty() || speed.isEmpty()
        ? List.of(malformed())
        : rules.broken(parts[0], east.get(), north.get(), speed.get(), Long.parseLong(parts[4]));
  }

  /** Returns the millionths of a number; empty if the text is none. */
  static Optional<Long> micros(String text) {
    return NUMBER.matcher(text).matches()
        ? Optional.of(new BigDecimal(text).movePointRight(MICRO_DIGITS).longValueExact())
        : Optional.empty();
  }

  private static FleetAlert malformed() {
    return new FleetAlert(MALFORMED, "", "", 1, 0, 0);
  }
}
