package io.twinstream.migration.compare.rows;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as texts of which there is one for each value. */
final class Numbers {
  private static final double EXACT_LONGS = 1e15;
  private static final int MOST_DIGITS = 400;

  /** Above this exponent a number is written as a power of ten. */
  private static final int MOST_ZEROS = 40;

  private Numbers() {}

  /** Returns the text of a number. */
  static String canonical(BigDecimal number) {
    if (number.signum() == 0) {
      return "0";
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < -MOST_ZEROS || stripped.scale() > MOST_ZEROS
        ? stripped.toString()
        : stripped.toPlainString();
  }

  /** Returns the text of a number: that of the shortest decimal that means it. */
  static String canonical(double number) {
    if (number == Math.rint(number) && Math.abs(number) < EXACT_LONGS) {
      return Long.toString((long) number);
    }
    return isFinite(number)
        ? canonical(new BigDecimal(Double.toString(number)))
        : Double.toString(number);
  }

  /** Returns the text of a float, which is not that of the double it becomes. */
  static String canonical(float number) {
    return isFinite(number)
        ? canonical(new BigDecimal(Float.toString(number)))
        : Float.toString(number);
  }

  /** Returns the number that a text is, as its canonical text; else the text itself. */
  static String ofText(String text) {
    return parse(text.strip()).map(Numbers::canonical).orElse(text);
  }

  /**
   * Returns the same of a text that nobody has called a number: one with a leading zero or a plus,
   * as codes and telephone numbers have, stays text.
   */
  static String ofUntyped(String text) {
    int digits = text.startsWith("-") ? 1 : 0;
    boolean isCode =
        text.length() > digits + 1
            && text.charAt(digits) == '0'
            && Character.isDigit(text.charAt(digits + 1));
    return isCode || text.startsWith("+") ? text : parse(text).map(Numbers::canonical).orElse(text);
  }

  /** Returns the number of a canonical text; empty if it is none. */
  static Optional<BigDecimal> parse(String text) {
    if (text == null || text.isEmpty() || text.length() > MOST_DIGITS || !isNumeric(text)) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(text);
      // A short text can name a number of a billion digits.
      return Math.abs((long) number.scale()) > MOST_DIGITS ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }

  private static boolean isNumeric(String text) {
    char first = text.charAt(0);
    char last = text.charAt(text.length() - 1);
    return last >= '0' && last <= '9' || last == '.' && first >= '0' && first <= '9';
  }

  private static boolean isFinite(double number) {
    return !Double.isNaN(number) && !Double.isInfinite(number);
  }
}
