package io.twinstream.migration.savepoint;

import io.twinstream.internals.MapStates;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.KryoSerializer;
import scala.Product;

/**
 * Reads a part of a checkpointed state RDD that Spark's Kryo serializer wrote. Kryo makes objects
 * of the classes its bytes name: here only of those of the JDK, Scala and Spark that state is made
 * of, and of the application's jar.
 */
final class KryoRecords implements Iterator<Map<String, Object>> {
  private final scala.collection.Iterator<Object> in;
  private Iterator<Map<String, Object>> keys = java.util.Collections.emptyIterator();

  /**
   * Begins to read.
   *
   * @param settings the application's {@code spark.kryo} and {@code spark.kryoserializer} settings
   */
  KryoRecords(InputStream bytes, Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    KryoSerializer serializer = new KryoSerializer(conf);
    serializer.setDefaultClassLoader(
        new StateClassLoader(Thread.currentThread().getContextClassLoader()));
    DeserializationStream stream = serializer.newInstance().deserializeStream(bytes);
    this.in = stream.asIterator();
  }

  @Override
  public boolean hasNext() {
    while (!keys.hasNext() && in.hasNext()) {
      keys = keys(in.next());
    }
    return keys.hasNext();
  }

  @Override
  public Map<String, Object> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return keys.next();
  }

  private static Iterator<Map<String, Object>> keys(Object record) {
    Optional<List<MapStates.Entry>> mapped = MapStates.of(record);
    if (mapped.isPresent()) {
      return mapped.get().stream().map(KryoRecords::row).iterator();
    }
    if (!(record instanceof Product pair) || pair.productArity() != 2) {
      throw new NoSuchElementException("no key with its state, but " + record.getClass());
    }
    return List.of(row(pair.productElement(0), pair.productElement(1))).iterator();
  }

  private static Map<String, Object> row(MapStates.Entry entry) {
    Map<String, Object> row = row(entry.key(), entry.state());
    row.put(StateRecords.UPDATED_AT, entry.updatedAt());
    return row;
  }

  private static Map<String, Object> row(Object key, Object state) {
    Map<String, Object> row = new LinkedHashMap<>(4);
    row.put(StateRecords.KEY, ObjectValue.of(key));
    row.put(StateRecords.STATE, ObjectValue.of(state));
    return row;
  }
}
