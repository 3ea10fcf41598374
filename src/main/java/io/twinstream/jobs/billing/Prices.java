package io.twinstream.jobs.billing;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What each kind of event costs. An ordinary class, as Spark's Kryo reads no records. */
final class Prices implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int PARTS = 3;
  private static final Pattern CENTS = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,6})?");
  private static final Pattern UNITS = Pattern.compile("[1-9][0-9]{0,6}");
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  /**
   * Those that are in force where no file is named: 12.5 cents a minute of calls, which are counted
   * in seconds; 1.75 cents a message of chats; 2.40 a ticket.
   */
  static final Prices STANDARD = new Prices();

  static {
    STANDARD.byKind.put("call", new Price("12.5", "60"));
    STANDARD.byKind.put("chat", new Price("1.75", "1"));
    STANDARD.byKind.put("ticket", new Price("240", "1"));
  }

  private final TreeMap<String, Price> byKind = new TreeMap<>();

  private Prices() {}

  /**
   * Returns the prices of a file with lines {@code kind,CENTS,UNITS}: so many cents for so many
   * units.
   *
   * @throws UserError if the file cannot be read or a line is malformed; names the line
   */
  static Prices read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw UserError.usage(
          "prices %s: cannot be read as UTF-8 text (%s)".formatted(file, FileErrors.reason(e)));
    }
    Prices prices = new Prices();
    for (int i = 0; i < lines.size(); i++) {
      String[] parts = lines.get(i).split(",", -1);
      if (parts.length != PARTS
          || parts[0].isEmpty()
          || !CENTS.matcher(parts[1]).matches()
          || !UNITS.matcher(parts[2]).matches()
          || prices.byKind.put(parts[0], new Price(parts[1], parts[2])) != null) {
        throw UserError.usage(
            "prices %s: line %d: each line is kind,CENTS,UNITS, so many cents for so many units, and each kind stands once"
                .formatted(file, i + 1));
      }
    }
    if (prices.byKind.isEmpty()) {
      throw UserError.usage(
          "prices %s: is empty, so nothing could be billed: write kind,CENTS,UNITS lines"
              .formatted(file));
    }
    return prices;
  }

  /** Tells whether a kind has a price. */
  boolean has(String kind) {
    return byKind.containsKey(kind);
  }

  /**
   * Returns what so many units cost in whole cents, rounded half up; {@link Long#MAX_VALUE} if that
   * is less.
   *
   * @param kind that {@link #has} a price
   */
  long cents(String kind, long units) {
    Price price = byKind.get(kind);
    return BigDecimal.valueOf(units)
        .multiply(price.cents)
        .divide(price.units, 0, RoundingMode.HALF_UP)
        .min(MOST)
        .longValueExact();
  }

  /** So many cents for so many units. */
  private static final class Price implements Serializable {
    private static final long serialVersionUID = 1L;

    private final BigDecimal cents;
    private final BigDecimal units;

    private Price(String cents, String units) {
      this.cents = new BigDecimal(cents);
      this.units = new BigDecimal(units);
    }
  }
}
