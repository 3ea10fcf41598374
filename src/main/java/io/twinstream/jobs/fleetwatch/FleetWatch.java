package io.twinstream.jobs.fleetwatch;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule of the fleet watch, free of any engine.
 *
 * <p>Input: lines, and the {@link FleetRules} of now. A line is {@code
 * vehicle,longitude,latitude,km_per_hour,epoch_ms}, the vehicle possibly empty, the numbers with up
 * to six digits before the point and up to six behind it. A line of another form is an alert of the
 * kind {@value #MALFORMED}. A repeated line counts again.
 */
final class FleetWatch {
  static final String MALFORMED = "malformed";

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,6}(\\.[0-9]{1,6})?");
  private static final Pattern TIME = Pattern.compile("[0-9]{1,15}");
  private static final int MICRO_DIGITS = 6;
  private static final int PARTS = 5;

  private FleetWatch() {}

  /** Returns why a line is no position; empty if it is one. */
  public static Optional<String> problem(String line) {
    String[] parts = line.split(",", -1);
    boolean isPosition =
        parts.length == PARTS
            && isNumber(parts[1])
            && isNumber(parts[2])
            && isNumber(parts[3])
            && TIME.matcher(parts[4]).matches();
    return isPosition
        ? Optional.empty()
        : Optional.of("not a position (vehicle,longitude,latitude,km_per_hour,epoch_ms)");
  }

  /** Returns the alerts of a line, each with the count 1. */
  static List<FleetAlert> alerts(String line, FleetRules rules) {
    if (problem(line).isPresent()) {
      return List.of(malformed());
    }
    String[] parts = line.split(",", -1);
    return rules.broken(
        parts[0], micros(parts[1]), micros(parts[2]), micros(parts[3]), Long.parseLong(parts[4]));
  }

  /** Tells whether a text is a number that can be compared. */
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** Returns the millionths of what {@link #isNumber}. */
  static long micros(String number) {
    return new BigDecimal(number).movePointRight(MICRO_DIGITS).longValueExact();
  }

  private static FleetAlert malformed() {
    return new FleetAlert(MALFORMED, "", "", 1, 0, 0);
  }
}
