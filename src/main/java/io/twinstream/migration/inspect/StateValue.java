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
import java.util.Optional;
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
  private static final StateValue PLAIN =
      new StateValue(
          FieldChoice.ALL,
          (name, bytes) -> {
            throw new NoSuchElementException(
                "a %s writes more than its fields: the application's jar is needed, as only the class itself can read it"
                    .formatted(name));
          });

  private final FieldChoice choice;
  private final OwnForm own;

  StateValue(FieldChoice choice, OwnForm own) {
    this.choice = choice;
    this.own = own;
  }

  /** Reads all fields, and no object that only its class can read. */
  static StateValue plain() {
    return PLAIN;
  }

  /**
   * Returns a value of a serialization stream.
   *
   * @throws UnreadableValueException if it has more than its fields, or goes in circles
   */
  Object of(Object value) {
    return of(value, 0);
  }

  private Object of(Object value, int depth) {
    if (depth > DEEPEST) {
      throw new NoSuchElementException("state of more than %d levels".formatted(DEEPEST));
    }
    if (value instanceof EnumConstant constant) {
      return constant.name();
    }
    if (value instanceof ClassDescription type) {
      return type.name();
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
    return value instanceof Instance instance
        ? of(instance, depth)
        : list(CollectionValues.elements(value), depth);
  }

  private Object of(Instance value, int depth) {
    String name = value.type().name();
    return switch (name) {
      case "java.math.BigInteger" -> new BigDecimal(integer(value));
      case "java.math.BigDecimal" ->
          new BigDecimal(integer(value.instance("intVal")), (int) value.number("scale"));
      case "scala.math.BigDecimal" -> of(value.get("bigDecimal"), depth + 1);
      case "scala.math.BigInt" -> bigInt(value, depth);
      case "java.util.UUID" ->
          new UUID(value.number("mostSigBits"), value.number("leastSigBits")).toString();
      case "java.util.Date", "java.sql.Date", "java.sql.Time" -> new Timestamp(millis(value));
      case "java.sql.Timestamp" -> timestamp(value);
      case "java.time.Ser" -> time(value);
      case "scala.None$", "scala.runtime.BoxedUnit", "com.google.common.base.Absent" -> null;
      case "scala.Some" -> of(CollectionValues.option(value).orElse(null), depth + 1);
      case "org.apache.spark.api.java.Optional" -> of(value.get("value"), depth + 1);
      case "com.google.common.base.Present" -> of(value.get("reference"), depth + 1);
      default -> held(name, value, depth);
    };
  }

  /** What holds one value, or is one that the JDK itself reads. */
  private Object held(String name, Instance value, int depth) {
    if (JdkValues.isRead(name)) {
      return JdkValues.of(value);
    }
    return switch (name) {
      case "java.util.concurrent.atomic.AtomicBoolean" -> value.number("value") != 0;
      case "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicReference",
          "java.util.concurrent.atomic.LongAdder$SerializationProxy",
          "java.util.concurrent.atomic.DoubleAdder$SerializationProxy" ->
          of(value.get("value"), depth + 1);
      case "java.lang.StringBuilder" -> text(value.written());
      case "java.lang.StringBuffer" ->
          new String((char[]) value.get("value"), 0, (int) value.number("count"));
      case "scala.collection.mutable.StringBuilder" -> of(value.get("underlying"), depth + 1);
      case "scala.collection.immutable.WrappedString" -> value.get("self");
      case "scala.Symbol" -> value.get("name");
      case "java.lang.invoke.SerializedLambda" ->
          throw new NoSuchElementException("a function, which is no value");
      case "scala.Enumeration$Val" -> ScalaEnumerations.constant(value);
      case "scala.Enumeration$ValueSet" -> ScalaEnumerations.set(value);
      default -> JodaTimes.isJoda(name) ? JodaTimes.of(value) : collectionOrFields(value, depth);
    };
  }

  private Object collectionOrFields(Instance value, int depth) {
    if (Tuples.isTuple(value)) {
      return fields(value, depth);
    }
    Optional<List<Object>> elements = CollectionValues.ifKnown(value);
    return elements.isPresent() ? list(elements.get(), depth) : fields(value, depth);
  }

  /** A map becomes a list of its entries. */
  private List<Object> list(List<Object> elements, int depth) {
    List<Object> list = new ArrayList<>();
    for (Object element : elements) {
      list.add(Tuples.isEntry(element) ? entry(element, depth) : of(element, depth + 1));
    }
    return list;
  }

  private Map<String, Object> entry(Object entry, int depth) {
    List<Object> both = Tuples.members(entry);
    Map<String, Object> named = new LinkedHashMap<>();
    named.put(CLASS, ENTRY);
    named.put("key", of(both.get(0), depth + 1));
    named.put("value", of(both.get(1), depth + 1));
    return named;
  }

  private Object fields(Instance value, int depth) {
    String type = value.type().name();
    if (value.hasWritten()) {
      return own.read(type, ObjectBytes.of(value));
    }
    if (type.startsWith("scala.collection.")) {
      throw Tuples.unknown(value);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    if (Tuples.isTuple(value)) {
      List<Object> members = Tuples.members(value);
      String tuple = tuple(members.size());
      fields.put(CLASS, tuple);
      for (int i = 0; i < members.size(); i++) {
        put(fields, tuple, "_" + (i + 1), members.get(i), depth);
      }
      return fields;
    }
    fields.put(CLASS, type);
    for (Instance.Field field : value.fields()) {
      if (!field.name().equals("$outer") && !field.name().endsWith("$$outerEnum")) {
        put(fields, type, field.name(), field.value(), depth);
      }
    }
    return fields;
  }

  private void put(Map<String, Object> fields, String type, String field, Object value, int depth) {
    choice.put(fields, type, field, value, each -> of(each, depth + 1), ObjectBytes::of);
  }

  /** Returns the class of tuples, those of primitives too. */
  public static String tuple(int members) {
    return "scala.Tuple" + members;
  }

  /** From Scala 2.13 on, what fits into 64 bits is a number of its own. */
  private Object bigInt(Instance value, int depth) {
    Object integer = value.get(value.has("bigInteger") ? "bigInteger" : "_bigInteger");
    return integer == null ? new BigDecimal(value.number("_long")) : of(integer, depth + 1);
  }

  private static BigInteger integer(Instance value) {
    return new BigInteger((int) value.number("signum"), (byte[]) value.get("magnitude"));
  }

  private static long millis(Instance value) {
    return value.written("java.util.Date").readLong();
  }

  private static Timestamp timestamp(Instance value) {
    Timestamp time = new Timestamp(millis(value));
    time.setNanos((int) value.number("nanos"));
    return time;
  }

  private static String text(Written written) {
    int length = written.readInt();
    return new String((char[]) written.value(), 0, length);
  }

  /** Moments and days are the most common: forms 2 and 3 of {@code java.time.Ser}. */
  private static Object time(Instance value) {
    Written written = value.written();
    int type = written.readByte();
    return switch (type) {
      case 2 -> Timestamp.from(Instant.ofEpochSecond(written.readLong(), written.readInt()));
      case 3 -> LocalDate.of(written.readInt(), written.readByte(), written.readByte());
      default -> JdkValues.of(value);
    };
  }
}
