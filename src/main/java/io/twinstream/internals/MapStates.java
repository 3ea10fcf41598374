package io.twinstream.internals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.streaming.rdd.MapWithStateRDDRecord;
import scala.Tuple3;
import scala.collection.Iterator;

/**
 * The keys of a partition of mapWithState, from the one record that its RDD holds.
 *
 * <p>Depends on {@code streaming.rdd.MapWithStateRDDRecord} and {@code streaming.util.StateMap}.
 */
public final class MapStates {
  private MapStates() {}

  /**
   * One key.
   *
   * @param key the key
   * @param state its state
   * @param updatedAt when it was last updated, epoch milliseconds
   */
  public record Entry(Object key, Object state, long updatedAt) {}

  /** Tells whether a class is that of such records. */
  public static boolean isRecord(Class<?> type) {
    return MapWithStateRDDRecord.class.isAssignableFrom(type);
  }

  /** Returns the keys of such a record; empty for any other object. */
  public static Optional<List<Entry>> of(Object record) {
    if (!(record instanceof MapWithStateRDDRecord<?, ?, ?> states)) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    for (Iterator<? extends Tuple3<?, ?, ?>> all = states.stateMap().getAll(); all.hasNext(); ) {
      Tuple3<?, ?, ?> each = all.next();
      entries.add(new Entry(each._1(), each._2(), ((Number) each._3()).longValue()));
    }
    return Optional.of(entries);
  }
}
