package io.twinstream.migration.move;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.io.UnsafeInput;
import io.twinstream.internals.MapStates;
import io.twinstream.migration.inspect.FieldChoice;
import io.twinstream.migration.inspect.StateRecords;
import io.twinstream.migration.inspect.UnreadableValueException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import scala.Tuple2;

/**
 * Reads a part of a checkpointed state RDD that Spark's Kryo serializer wrote. Kryo makes objects
 * of the classes its bytes name: here only of those that {@link StateClassLoader} allows, and none
 * of the others that Spark registers. Of the application's settings it takes those that the bytes
 * depend on.
 */
final class KryoRecords implements Iterator<Map<String, Object>> {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String REGISTRATOR = "spark.kryo.registrator";
  private static final List<String> TAKEN =
      List.of(
          "spark.kryo.registrationRequired",
          "spark.kryo.referenceTracking",
          "spark.kryo.classesToRegister");

  private final Kryo kryo;
  private final Input in;
  private final ObjectValue values;
  private Iterator<Map<String, Object>> keys = java.util.Collections.emptyIterator();

  /**
   * Begins to read.
   *
   * @param settings the application's {@code spark.kryo} settings
   * @throws NoSuchElementException if a class that they name would have to run, and is none of a
   *     jar that was given
   */
  KryoRecords(InputStream bytes, Map<String, String> settings) {
    this(bytes, KryoLayout.NEWEST, settings, FieldChoice.ALL);
  }

  /**
   * Begins to read, as the other does.
   *
   * @param layout how the line of Spark that wrote them writes
   * @param choice fields that are not read as the others
   */
  KryoRecords(
      InputStream bytes, KryoLayout layout, Map<String, String> settings, FieldChoice choice) {
    this.values = new ObjectValue(choice, false);
    ClassLoader given = Thread.currentThread().getContextClassLoader();
    StateClassLoader loader = StateClassLoader.ofState(given);
    KryoSerializer serializer = new KryoSerializer(conf(settings, loader));
    serializer.setDefaultClassLoader(StateClassLoader.ofRegistered(given));
    this.kryo = serializer.newKryo();
    kryo.setClassLoader(loader);
    for (int id = 0; id < kryo.getNextRegistrationId(); id++) {
      Registration registered = kryo.getRegistration(id);
      if (registered != null && !loader.isAllowed(registered.getType())) {
        registered.setSerializer(new Refusing());
      }
    }
    layout.applyTo(kryo);
    String isUnsafe = settings.get("spark.kryo.unsafe");
    this.in =
        (isUnsafe == null ? layout.isUnsafe() : isUnsafe.equals("true"))
            ? new UnsafeInput(bytes, BUFFER_BYTES)
            : new Input(bytes, BUFFER_BYTES);
  }

  /** Makes no object. */
  private static final class Refusing extends Serializer<Object> {
    @Override
    public void write(Kryo kryo, Output out, Object object) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<Object> type) {
      throw StateClassLoader.refused(type.getName());
    }
  }

  private static SparkConf conf(Map<String, String> settings, StateClassLoader loader) {
    SparkConf conf = new SparkConf(false);
    TAKEN.stream().filter(settings::containsKey).forEach(key -> conf.set(key, settings.get(key)));
    String registrator = settings.getOrDefault(REGISTRATOR, "");
    for (String name : registrator.split("[\\s,]+")) {
      if (!name.isEmpty() && !loader.isOfGivenJar(name)) {
        throw StateClassLoader.refused(REGISTRATOR + "=" + name);
      }
    }
    return registrator.isEmpty() ? conf : conf.set(REGISTRATOR, registrator);
  }

  @Override
  public boolean hasNext() {
    while (!keys.hasNext() && !in.eof()) {
      keys = keys(record());
    }
    return keys.hasNext();
  }

  /** Spark takes a record that is cut off for the end of the file. */
  private Object record() {
    try {
      Registration registered = kryo.readClass(in);
      Class<?> type = registered == null ? null : registered.getType();
      if (type == null || !isState(type)) {
        throw new IllegalStateException("no key with its state, but " + type);
      }
      return kryo.readObject(in, type);
    } catch (KryoException e) {
      if (String.valueOf(e.getMessage()).startsWith("Buffer underflow")) {
        throw new NoSuchElementException("it ends within a record: copy the checkpoint again", e);
      }
      throw e;
    }
  }

  private static boolean isState(Class<?> type) {
    return Tuple2.class.isAssignableFrom(type) || MapStates.isRecord(type);
  }

  @Override
  public Map<String, Object> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return keys.next();
  }

  private Iterator<Map<String, Object>> keys(Object record) {
    Optional<List<MapStates.Entry>> mapped = MapStates.of(record);
    if (mapped.isPresent()) {
      return mapped.get().stream().map(this::row).iterator();
    }
    Tuple2<?, ?> pair = (Tuple2<?, ?>) record;
    return List.of(row(pair._1(), pair._2())).iterator();
  }

  private Map<String, Object> row(MapStates.Entry entry) {
    Map<String, Object> row = row(entry.key(), entry.state());
    row.put(StateRecords.UPDATED_AT, entry.updatedAt());
    return row;
  }

  private Map<String, Object> row(Object key, Object state) {
    Map<String, Object> row = new LinkedHashMap<>(4);
    row.put(StateRecords.KEY, values.value(key));
    try {
      row.put(StateRecords.STATE, values.value(state));
    } catch (NoSuchElementException e) {
      throw UnreadableValueException.of(row.get(StateRecords.KEY), e);
    }
    return row;
  }
}
