package io.twinstream.migration.move;

import io.twinstream.migration.inspect.FieldChoice;
import io.twinstream.migration.inspect.JdkValues;
import io.twinstream.migration.inspect.StateValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.api.java.Optional;
import scala.Option;
import scala.Product;
import scala.collection.Iterator;

/** Objects that Kryo read, in the form of {@link StateValue}. */
final class ObjectValue {
  private static final int DEEPEST = 32;
  private static final ObjectValue PLAIN = new ObjectValue(FieldChoice.ALL, false);

  private final FieldChoice choice;
  private final boolean withTransient;

  /**
   * Begins to read objects.
   *
   * @param choice fields that are not read as the others
   * @param withTransient whether a class may have written fields that are marked as transient
   */
  ObjectValue(FieldChoice choice, boolean withTransient) {
    this.choice = choice;
    this.withTransient = withTransient;
  }

  /**
   * Returns an object's value.
   *
   * @throws NoSuchElementException if its class does not let its fields be read
   */
  static Object of(Object value) {
    return PLAIN.of(value, 0);
  }

  /** Returns an object's value, as {@link #of(Object)} does. */
  Object value(Object value) {
    return of(value, 0);
  }

  private Object of(Object value, int depth) {
    if (depth > DEEPEST) {
      throw new NoSuchElementException("state of more than %d levels".formatted(DEEPEST));
    }
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof byte[]
        || value instanceof BigDecimal
        || (value instanceof Number && value.getClass().getName().startsWith("java.lang."))) {
      return value;
    }
    if (value instanceof Character) {
      return value.toString();
    }
    if (JdkValues.isKnown(value)) {
      return JdkValues.of(value);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof scala.math.BigDecimal decimal) {
      return decimal.bigDecimal();
    }
    if (value instanceof scala.math.BigInt integer) {
      return new BigDecimal(integer.bigInteger());
    }
    if (value instanceof AtomicBoolean flag) {
      return flag.get();
    }
    if (value instanceof AtomicReference<?> reference) {
      return of(reference.get(), depth + 1);
    }
    if (value instanceof AtomicInteger number) {
      return number.get();
    }
    if (value instanceof AtomicLong || value instanceof LongAdder) {
      return ((Number) value).longValue();
    }
    if (value instanceof Option<?> option) {
      return option.isEmpty() ? null : of(option.get(), depth + 1);
    }
    if (value instanceof Optional<?> optional) {
      return of(optional.orNull(), depth + 1);
    }
    return AvroValue.of(value, each -> of(each, depth + 1)).orElseGet(() -> ofMany(value, depth));
  }

  private Object ofMany(Object value, int depth) {
    List<Object> list = new ArrayList<>();
    if (value instanceof Collection<?> all) {
      all.forEach(each -> list.add(of(each, depth + 1)));
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> list.add(entry(key, each, depth)));
      return list;
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      for (Iterator<?> all = map.iterator(); all.hasNext(); ) {
        Product pair = (Product) all.next();
        list.add(entry(pair.productElement(0), pair.productElement(1), depth));
      }
      return list;
    }
    if (value instanceof scala.collection.Iterable<?> all) {
      for (Iterator<?> each = all.iterator(); each.hasNext(); ) {
        list.add(of(each.next(), depth + 1));
      }
      return list;
    }
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        list.add(of(Array.get(value, i), depth + 1));
      }
      return list;
    }
    return fields(value, depth);
  }

  private Map<String, Object> entry(Object key, Object value, int depth) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(StateValue.CLASS, StateValue.ENTRY);
    entry.put("key", of(key, depth + 1));
    entry.put("value", of(value, depth + 1));
    return entry;
  }

  private Map<String, Object> fields(Object value, int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (value instanceof Product tuple && value.getClass().getName().startsWith("scala.Tuple")) {
      fields.put(StateValue.CLASS, StateValue.tuple(tuple.productArity()));
      for (int i = 0; i < tuple.productArity(); i++) {
        put(
            fields,
            StateValue.tuple(tuple.productArity()),
            "_" + (i + 1),
            tuple.productElement(i),
            depth);
      }
      return fields;
    }
    fields.put(StateValue.CLASS, value.getClass().getName());
    Deque<Class<?>> classes = new ArrayDeque<>();
    for (Class<?> each = value.getClass(); each != Object.class; each = each.getSuperclass()) {
      classes.push(each);
    }
    for (Class<?> each : classes) {
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && (withTransient || !Modifier.isTransient(field.getModifiers()))
            && !field.isSynthetic()) {
          put(fields, value.getClass().getName(), field.getName(), read(field, value), depth);
        }
      }
    }
    return fields;
  }

  private void put(Map<String, Object> fields, String type, String field, Object value, int depth) {
    choice.put(fields, type, field, value, each -> of(each, depth + 1), ObjectValue::bytes);
  }

  private static byte[] bytes(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new NoSuchElementException(
          "%s cannot be written as bytes (%s)".formatted(value.getClass(), e), e);
    }
    return bytes.toByteArray();
  }

  private static Object read(Field field, Object value) {
    try {
      field.setAccessible(true);
      return field.get(value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new NoSuchElementException(
          "%s cannot be read (%s)".formatted(field, e.getMessage()), e);
    }
  }
}
