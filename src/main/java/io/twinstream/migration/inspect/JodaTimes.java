package io.twinstream.migration.inspect;

import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.NoSuchElementException;

/**
 * Joda's times, as {@link JdkValues} has those of {@code java.time}. Of the calendar systems ISO
 * alone, whose form is {@code ISOChronology$Stub}.
 */
final class JodaTimes {
  private static final String JODA = "org.joda.time.";
  private static final String ISO = JODA + "chrono.ISOChronology$Stub";

  private JodaTimes() {}

  static boolean isJoda(String className) {
    return className.startsWith(JODA);
  }

  /**
   * Returns the value of an object of Joda.
   *
   * @throws NoSuchElementException if it is none of those that are known
   */
  static Object of(Instance value) {
    String name = value.type().name();
    return switch (name.substring(JODA.length())) {
      case "Instant" -> new Timestamp(value.number("iMillis"));
      case "Duration" -> Duration.ofMillis(value.number("iMillis")).toString();
      case "DateTime", "MutableDateTime", "DateMidnight" -> zoned(value);
      case "LocalDate" -> local(value).toLocalDate();
      case "LocalDateTime" -> local(value).toString();
      case "LocalTime" -> local(value).toLocalTime().toString();
      case "DateTimeZone$Stub" -> zone(value);
      case "Years", "Months", "Weeks", "Days", "Hours", "Minutes", "Seconds" ->
          (int) value.number("iPeriod");
      default -> throw new NoSuchElementException("a %s is no time that is known".formatted(name));
    };
  }

  /** The text that {@code DateTime.parse} reads; with the zone's name, which it does not have. */
  private static String zoned(Instance value) {
    Instant moment = Instant.ofEpochMilli(value.number("iMillis"));
    String zone = zone(chronology(value).written().value());
    try {
      return moment.atZone(ZoneId.of(zone)).toString();
    } catch (DateTimeException e) {
      return moment + "[" + zone + "]";
    }
  }

  private static LocalDateTime local(Instance value) {
    chronology(value);
    Instant moment = Instant.ofEpochMilli(value.number("iLocalMillis"));
    return LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
  }

  private static Instance chronology(Instance value) {
    Instance chronology = value.instance("iChronology");
    if (!chronology.type().name().equals(ISO)) {
      throw new NoSuchElementException(
          "a %s of another calendar, %s".formatted(value.type(), chronology.type()));
    }
    return chronology;
  }

  private static String zone(Object zone) {
    if (!(zone instanceof Instance stub)) {
      throw new NoSuchElementException("%s where a zone should be".formatted(Instance.show(zone)));
    }
    return stub.written().readText();
  }
}
