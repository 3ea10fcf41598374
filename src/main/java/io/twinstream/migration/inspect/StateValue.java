package io.twinstream.migration.inspect;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;

/**
 * Values of state as columns can hold them: null, a boxed primitive, String, BigDecimal, byte
 * array, Timestamp, LocalDate, a List of such, or for an object its fields as a Map from name to
 * such, with its class.
 */
public final class StateValue {
  /** The class of an object, beside its fields; no field can be named so. */
  public static final String CLASS = ".class";

  /** The class of a map's entries. */
  public static final String ENTRY = "java.util.Map$Entry";

  private static final int DEEPEST = 32;

  private StateValue() {}

  /**
   * Returns a value of a serialization stream.
   *
   * @throws NoSuchElementException if it has more than its fields, or goes in circles
   */
  static Object of(Object value) {
    return of(value, 0);
  }

  private static Object of(Object value, int depth) {
    if (depth > DEEPEST) {
      throw new NoSuchElementException("state of more than %d levels".formatted(DEEPEST));
    }
    if (value instanceof EnumConstant constant) {
      return constant.name();
    }
    if (value instanceof Character one) {
      return one.toString();
    }
    if (value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof byte[]) {
      return value;
    }
    return value instanceof Instance instance ? of(instance, depth) : list(value, depth);
  }

  private static Object of(Instance value, int depth) {
    String name = value.type().name();
    return switch (name) {
      case "java.math.BigInteger" -> new BigDecimal(integer(value));
      case "java.math.BigDecimal" ->
          new BigDecimal(integer(value.instance("intVal")), (int) value.number("scale"));
      case "scala.math.BigDecimal" -> of(value.get("bigDecimal"), depth + 1);
      case "scala.math.BigInt" -> of(value.get("bigInteger"), depth + 1);
      case "java.util.UUID" ->
          new UUID(value.number("mostSigBits"), value.number("leastSigBits")).toString();
      case "java.util.Date" -> new Timestamp(value.written().readLong());
      case "java.sql.Timestamp" -> timestamp(value);
      case "java.time.Ser" -> time(value.written());
      case "scala.None$", "scala.runtime.BoxedUnit" -> null;
      case "scala.Some" -> of(CollectionValues.option(value).orElse(null), depth + 1);
      case "org.apache.spark.api.java.Optional" -> of(value.get("value"), depth + 1);
      default -> isCollection(value) ? list(value, depth) : fields(value, depth);
    };
  }

  private static boolean isCollection(Instance value) {
    return !Tuples.isTuple(value)
        && (value.type().name().startsWith("scala.collection.")
            || value.type().name().startsWith("java.util."));
  }

  /** A map becomes a list of its entries. */
  private static List<Object> list(Object value, int depth) {
    List<Object> list = new ArrayList<>();
    for (Object element : CollectionValues.elements(value)) {
      list.add(Tuples.isEntry(element) ? entry(element, depth) : of(element, depth + 1));
    }
    return list;
  }

  private static Map<String, Object> entry(Object entry, int depth) {
    List<Object> both = Tuples.members(entry);
    Map<String, Object> named = new LinkedHashMap<>();
    named.put(CLASS, ENTRY);
    named.put("key", of(both.get(0), depth + 1));
    named.put("value", of(both.get(1), depth + 1));
    return named;
  }

  private static Map<String, Object> fields(Instance value, int depth) {
    if (value.hasWritten()) {
      throw new NoSuchElementException(
          "%s writes more than its fields, which nobody but itself can read"
              .formatted(value.type()));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    if (Tuples.isTuple(value)) {
      List<Object> members = Tuples.members(value);
      fields.put(CLASS, tuple(members.size()));
      for (int i = 0; i < members.size(); i++) {
        fields.put("_" + (i + 1), of(members.get(i), depth + 1));
      }
      return fields;
    }
    fields.put(CLASS, value.type().name());
    for (Instance.Field field : value.fields()) {
      if (!field.name().equals("$outer")) {
        fields.put(field.name(), of(field.value(), depth + 1));
      }
    }
    return fields;
  }

  /** Returns the class of tuples, those of primitives too. */
  public static String tuple(int members) {
    return "scala.Tuple" + members;
  }

  private static BigInteger integer(Instance value) {
    return new BigInteger((int) value.number("signum"), (byte[]) value.get("magnitude"));
  }

  private static Timestamp timestamp(Instance value) {
    Timestamp time = new Timestamp(value.written("java.util.Date").readLong());
    time.setNanos((int) value.number("nanos"));
    return time;
  }

  /** The forms of {@code java.time.Ser}: 2 is an Instant, 3 a LocalDate. */
  private static Object time(Written written) {
    int type = written.readByte();
    return switch (type) {
      case 2 -> Timestamp.from(Instant.ofEpochSecond(written.readLong(), written.readInt()));
      case 3 -> LocalDate.of(written.readInt(), written.readByte(), written.readByte());
      default -> throw new NoSuchElementException("a time of java.time, type %d".formatted(type));
    };
  }
}
