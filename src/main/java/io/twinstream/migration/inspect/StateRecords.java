package io.twinstream.migration.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
public final class StateRecords implements Iterator<Map<String, Object>> {
  /** The columns of a record. */
  public static final String KEY = "key";

  public static final String STATE = "state";

  /** Epoch milliseconds; of mapWithState alone. */
  public static final String UPDATED_AT = "updatedAt";

  private static final String STATE_MAP =
      "org.apache.spark.streaming.util.OpenHashMapBasedStateMap";

  private final ObjectStream in;
  private final StateValue values;
  private Iterator<Map<String, Object>> keys = java.util.Collections.emptyIterator();

  /** A part of a state RDD, as it was checkpointed. */
  @FunctionalInterface
  public interface Part {
    /** Opens it at its beginning. */
    InputStream open() throws IOException;
  }

  /** Begins to read; the part stays open until all is read. */
  public StateRecords(Part part) throws IOException {
    this(part, StateValue.plain());
  }

  /**
   * Begins to read; the part stays open until all is read.
   *
   * @param choice fields that are not read as the others
   * @param own reads what only its class can read
   */
  public StateRecords(Part part, FieldChoice choice, OwnForm own) throws IOException {
    this(part, new StateValue(choice, own));
  }

  private StateRecords(Part part, StateValue values) throws IOException {
    this.values = values;
    this.in =
        ObjectStream.open(
            () -> Compression.decompress(part.open()).content(), Limits.ofState(), STATE_MAP);
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

  private Iterator<Map<String, Object>> keys(Object record) {
    if (record instanceof Instance instance
        && instance.isA("org.apache.spark.streaming.rdd.MapWithStateRDDRecord")) {
      return instance.instance("stateMap").isA(STATE_MAP)
          ? new Mapped(in.rest())
          : java.util.Collections.emptyIterator(); // EmptyStateMap
    }
    List<Object> pair = Tuples.members(record);
    return List.of(row(pair.get(0), pair.get(1))).iterator();
  }

  /**
   * The keys of a partition: the newest changes, then what was before them. A key that is in both
   * was changed, and one that is marked was removed.
   */
  private final class Mapped implements Iterator<Map<String, Object>> {
    private final Written written;
    private final Set<Object> changed = new HashSet<>();
    private int changes;
    private boolean isAtEnd;
    private Map<String, Object> next;

    private Mapped(Written written) {
      this.written = written;
      this.changes = written.readInt();
      skipCount();
    }

    /** Between the changes and the others stands about how many others there are. */
    private void skipCount() {
      if (changes == 0) {
        written.readInt();
      }
    }

    @Override
    public boolean hasNext() {
      while (next == null && !isAtEnd) {
        next = changes > 0 ? change() : unchanged();
      }
      return next != null;
    }

    @Override
    public Map<String, Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Map<String, Object> row = next;
      next = null;
      return row;
    }

    /** Returns null for a key that was removed. */
    private Map<String, Object> change() {
      Object key = written.value();
      Instance info = (Instance) written.value();
      changes--;
      skipCount();
      changed.add(values.of(key));
      return (Boolean) info.get("deleted")
          ? null
          : row(key, info.get("data"), info.number("updateTime"));
    }

    /** Returns null at the end, and for a key that was changed. */
    private Map<String, Object> unchanged() {
      Object key = written.value();
      if (key instanceof Instance end && end.type().name().endsWith("$LimitMarker")) {
        isAtEnd = true;
        return null;
      }
      Object state = written.value();
      long updatedAt = written.readLong();
      return changed.contains(values.of(key)) ? null : row(key, state, updatedAt);
    }
  }

  private Map<String, Object> row(Object key, Object state, long updatedAt) {
    Map<String, Object> row = row(key, state);
    row.put(UPDATED_AT, updatedAt);
    return row;
  }

  private Map<String, Object> row(Object key, Object state) {
    Map<String, Object> row = new LinkedHashMap<>(4);
    row.put(KEY, keyValue(key));
    try {
      row.put(STATE, values.of(state));
    } catch (NoSuchElementException e) {
      throw UnreadableValueException.of(row.get(KEY), e);
    }
    return row;
  }

  private Object keyValue(Object key) {
    try {
      return values.of(key);
    } catch (NoSuchElementException e) {
      throw UnreadableValueException.in("the key", e);
    }
  }
}
