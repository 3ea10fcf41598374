package io.twinstream.internals;

import java.util.Set;
import org.apache.spark.streaming.dstream.DStream;

/** Tells which streams give their whole state with every batch. */
public final class WholeState {
  /** Operators that hand on each of their elements, or what is made of it (3.5 and 4.2). */
  private static final Set<String> NARROW =
      Set.of(
          "MappedDStream",
          "MapValuedDStream",
          "MapPartitionedDStream",
          "FilteredDStream",
          "FlatMappedDStream",
          "FlatMapValuedDStream",
          "TransformedDStream");

  private WholeState() {}

  /**
   * Tells whether each batch of the stream is made of the state of every key: behind {@code
   * updateStateByKey}, or {@code stateSnapshots} of {@code mapWithState}.
   */
  public static boolean isIn(DStream<?> stream) {
    DStream<?> at = stream;
    while (NARROW.contains(name(at)) && at.dependencies().size() == 1) {
      DStream<?> parent = at.dependencies().head();
      // MapWithStateDStreamImpl hands on what the function returned; stateSnapshots reads below it.
      if (name(parent).equals("InternalMapWithStateDStream")) {
        return true;
      }
      at = parent;
    }
    return name(at).equals("StateDStream");
  }

  private static String name(DStream<?> stream) {
    return stream.getClass().getSimpleName();
  }
}
