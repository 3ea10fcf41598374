package io.twinstream.error;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code
 * 2d}, or ISO {@code PT10S}.
 */
public final class DurationText {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|min|h|d)");

  private DurationText() {}

  /**
   * Returns the duration, at least 1 ms.
   *
   * @throws UserError if it is none, or not positive
   */
  public static Duration parse(String text) {
    Duration duration = read(text.strip().toLowerCase(Locale.ROOT));
    if (duration == null || duration.toMillis() < 1) {
      throw UserError.usage(
          "'%s' is not a duration of at least 1 ms: write 500ms, 10s, 5m, 1h or ISO PT10S"
              .formatted(text));
    }
    return duration;
  }

  /** Returns it as people write it: {@code 0.35 s}, {@code 12.0 s}, {@code 5 min 3 s}. */
  public static String show(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    return seconds < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  private static Duration read(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "h" -> Duration.ofHours(amount);
        case "d" -> Duration.ofDays(amount);
        default -> Duration.ofMinutes(amount);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException notIso) {
      return null;
    }
  }
}
