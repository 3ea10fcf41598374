package io.twinstream.migration.savepoint;

import io.twinstream.migration.objects.Collections;
import io.twinstream.migration.objects.Instance;
import io.twinstream.migration.objects.Limits;
import io.twinstream.migration.objects.ObjectStream;
import io.twinstream.migration.objects.Written;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Reads a part of a checkpointed state RDD that Spark's Java serializer wrote, without the
 * application's classes: records {@code (key, state)} of updateStateByKey; one {@code
 * MapWithStateRDDRecord} of mapWithState, which holds all keys of a partition
 * (S/rdd/MapWithStateRDD, S/util/StateMap).
 */
final class StateRecords implements Iterator<Map<String, Object>> {
  static final String KEY = "key";
  static final String STATE = "state";
  static final String UPDATED_AT = "updatedAt";

  private final ObjectStream in;
  private Iterator<Map<String, Object>> keys = java.util.Collections.emptyIterator();

  /** Begins to read; the stream stays open until all is read. */
  StateRecords(InputStream in) throws IOException {
    this.in = ObjectStream.open(in, Limits.ofState());
  }

  @Override
  public boolean hasNext() {
    try {
      while (!keys.hasNext() && in.hasNext()) {
        keys = keys(in.next());
      }
      return keys.hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, Object> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return keys.next();
  }

  private static Iterator<Map<String, Object>> keys(Object record) {
    if (record instanceof Instance instance
        && instance.isA("org.apache.spark.streaming.rdd.MapWithStateRDDRecord")) {
      return mapped(instance.instance("stateMap")).iterator();
    }
    List<Object> pair = Collections.tuple(record);
    return List.of(row(pair.get(0), pair.get(1))).iterator();
  }

  /**
   * The newest changes, then what was before them; a key that is in both was changed, and one that
   * is marked was removed.
   */
  private static Collection<Map<String, Object>> mapped(Instance states) {
    Map<Object, Map<String, Object>> rows = new LinkedHashMap<>();
    if (!states.isA("org.apache.spark.streaming.util.OpenHashMapBasedStateMap")) {
      return List.of(); // EmptyStateMap
    }
    Written written = states.written("org.apache.spark.streaming.util.OpenHashMapBasedStateMap");
    Set<Object> removed = new HashSet<>();
    for (int changes = written.readInt(); changes > 0; changes--) {
      Object key = written.value();
      Instance info = (Instance) written.value();
      if ((Boolean) info.get("deleted")) {
        removed.add(StateValue.of(key));
      } else {
        add(rows, key, info.get("data"), info.number("updateTime"));
      }
    }
    written.readInt(); // about how many follow
    for (Object key = written.value(); !isEnd(key); key = written.value()) {
      Object state = written.value();
      long updatedAt = written.readLong();
      if (!removed.contains(StateValue.of(key)) && !rows.containsKey(StateValue.of(key))) {
        add(rows, key, state, updatedAt);
      }
    }
    return rows.values();
  }

  private static boolean isEnd(Object key) {
    return key instanceof Instance instance
        && instance.type().name().endsWith("OpenHashMapBasedStateMap$LimitMarker");
  }

  private static void add(
      Map<Object, Map<String, Object>> rows, Object key, Object state, long updatedAt) {
    Map<String, Object> row = row(key, state);
    row.put(UPDATED_AT, updatedAt);
    rows.put(row.get(KEY), row);
  }

  private static Map<String, Object> row(Object key, Object state) {
    Map<String, Object> row = new LinkedHashMap<>(4);
    row.put(KEY, StateValue.of(key));
    row.put(STATE, StateValue.of(state));
    return row;
  }
}
