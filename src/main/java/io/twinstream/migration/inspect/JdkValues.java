package io.twinstream.migration.inspect;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;

/**
 * Values of the JDK that are no collections of others, as columns hold them: a moment is a
 * timestamp, a day a date; what is more than that (a zone, nanoseconds, a length) is the text that
 * the class itself writes and parses.
 */
public final class JdkValues {
  /** What their own {@code readObject} and {@code readResolve} may make of bytes. */
  private static final Set<String> READ =
      Set.of(
          "java.time.Ser",
          "java.time.chrono.Ser",
          "java.util.BitSet",
          "java.util.Calendar",
          "java.util.Currency",
          "java.util.GregorianCalendar",
          "java.util.Locale",
          "java.util.SimpleTimeZone",
          "java.util.TimeZone",
          "java.net.URI",
          "java.io.File",
          "sun.util.calendar.ZoneInfo");

  /** What is in those that are read. */
  private static final ObjectInputFilter NOTHING_ELSE =
      ObjectInputFilter.Config.createFilter(
          "maxdepth=8;maxbytes=10000000;" + String.join(";", READ) + ";java.time.**;!*");

  private JdkValues() {}

  /** Tells whether objects of a class are read here. */
  static boolean isRead(String className) {
    return READ.contains(className);
  }

  /**
   * Returns the value of such an object.
   *
   * @throws NoSuchElementException if it is not as the JDK writes it
   */
  static Object of(Instance value) {
    try (ObjectInputStream in = new OwnStream(ObjectBytes.of(value))) {
      in.setObjectInputFilter(NOTHING_ELSE);
      return of(in.readObject());
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      throw new NoSuchElementException(
          "%s cannot be read (%s)".formatted(Instance.show(value), e.getMessage()), e);
    }
  }

  /** Loads classes of the JDK alone, also where the filter would say so only afterwards. */
  private static final class OwnStream extends ObjectInputStream {
    private OwnStream(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
      return Class.forName(type.getName(), false, null);
    }
  }

  /** Tells whether an object is of a class that {@link #of(Object)} knows. */
  public static boolean isKnown(Object value) {
    return value instanceof java.util.Date
        || value instanceof UUID
        || value instanceof BitSet
        || value instanceof Calendar
        || value instanceof Currency
        || value instanceof Locale
        || value instanceof TimeZone
        || value instanceof URI
        || value instanceof File
        || value instanceof Class<?>
        || value instanceof StringBuilder
        || value instanceof StringBuffer
        || value.getClass().getName().startsWith("java.time.");
  }

  /** Returns the value of an object that is known. */
  public static Object of(Object value) {
    if (value instanceof Timestamp || value instanceof LocalDate) {
      return value;
    }
    if (value instanceof java.util.Date date) {
      return new Timestamp(date.getTime());
    }
    if (value instanceof Instant instant) {
      return Timestamp.from(instant);
    }
    if (value instanceof BitSet bits) {
      return bits.stream().boxed().toList();
    }
    if (value instanceof Locale locale) {
      return locale.toLanguageTag();
    }
    if (value instanceof TimeZone zone) {
      return zone.getID();
    }
    if (value instanceof Class<?> type) {
      return type.getName();
    }
    if (value instanceof Calendar calendar) {
      Map<String, Object> both = new LinkedHashMap<>();
      both.put(StateValue.CLASS, value.getClass().getName());
      both.put("time", new Timestamp(calendar.getTimeInMillis()));
      both.put("zone", calendar.getTimeZone().getID());
      return both;
    }
    return value.toString();
  }
}
