package io.twinstream.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A cell of a table.
 *
 * @param text as it is shown; digits of numbers are grouped
 * @param time of epoch milliseconds the same as ISO 8601; else empty
 * @param isNumber whether it stands to the right
 * @param isChanged whether it is marked, as the other side has another value
 * @param style a class of the style sheet; may be empty
 * @param link where it leads on the page, an id; may be empty
 */
public record Cell(
    String text, String time, boolean isNumber, boolean isChanged, String style, String link) {
  private static final Pattern TIME_NAME = Pattern.compile(".*(Start|End|At|_start|_end|_at)");
  private static final long MOST_MILLIS = 100_000_000_000_000L;
  private static final int LONG_TEXT = 32;
  private static final int MOST_DIGITS = 12;

  /** Returns one without a value. */
  public static Cell empty() {
    return text("");
  }

  /** Returns one with a text. */
  public static Cell text(String text) {
    return new Cell(text, "", false, false, text.length() > LONG_TEXT ? "prose" : "", "");
  }

  /** Returns one with a whole number. */
  public static Cell number(long number) {
    return figure(String.format(Locale.ROOT, "%,d", number));
  }

  /** Returns one with a number that is written already. */
  public static Cell figure(String text) {
    return new Cell(text, "", true, false, "", "");
  }

  /** Returns one with epoch milliseconds, readable beside it. */
  public static Cell millis(long millis) {
    return new Cell(
        String.format(Locale.ROOT, "%,d", millis),
        Instant.ofEpochMilli(millis).toString(),
        true,
        false,
        "",
        "");
  }

  /** Returns one with a value of a row; epoch milliseconds are known by the column's name. */
  public static Cell of(String column, JsonNode value) {
    if (value == null || value.isMissingNode()) {
      return empty();
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      long number = value.asLong();
      boolean isTime = TIME_NAME.matcher(column).matches() && Math.abs(number) < MOST_MILLIS;
      return isTime ? millis(number) : number(number);
    }
    if (value.isNumber()) {
      return figure(decimal(value));
    }
    return text(value.isTextual() ? value.asText() : value.toString());
  }

  private static String decimal(JsonNode value) {
    if (value.isFloatingPointNumber() && !Double.isFinite(value.asDouble())) {
      return value.asText();
    }
    BigDecimal exact = value.decimalValue();
    boolean isShort = exact.scale() <= MOST_DIGITS && exact.precision() <= 2 * MOST_DIGITS;
    return isShort
        ? String.format(Locale.ROOT, "%,." + Math.max(0, exact.scale()) + "f", exact)
        : value.asText();
  }

  /** Returns it marked, or not. */
  public Cell changed(boolean isIt) {
    return new Cell(text, time, isNumber, isIt, style, link);
  }

  /** Returns it in that style. */
  public Cell styled(String name) {
    return new Cell(text, time, isNumber, isChanged, name, link);
  }

  /** Returns it with a link to a place on the page. */
  public Cell linked(String id) {
    return new Cell(text, time, isNumber, isChanged, style, id);
  }

  /** Returns the classes of the style sheet. */
  String classes() {
    String classes = isNumber ? "number " + style : style;
    return (isChanged ? classes + " changed" : classes).strip();
  }
}
