package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The operators whose RDDs are checkpointed. */
final class States {
  private static final Map<String, String> KINDS =
      Map.of(
          "org.apache.spark.streaming.dstream.StateDStream", "updateStateByKey",
          "org.apache.spark.streaming.dstream.InternalMapWithStateDStream", "mapWithState",
          "org.apache.spark.streaming.dstream.ReducedWindowedDStream", "reduceByKeyAndWindow");

  private static final int MOST_MISSING = 100;

  private States() {}

  /**
   * Reads the state of a DStream; empty if it keeps none.
   *
   * @throws NoSuchElementException if it is not as Spark writes it
   */
  static Optional<DStreamCheckpoint.State> read(int number, Instance stream, MovedPaths paths) {
    String kind =
        KINDS.entrySet().stream()
            .filter(known -> stream.isA(known.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("checkpoint");
    boolean isInput = stream.isA("org.apache.spark.streaming.dstream.InputDStream");
    Object interval = stream.get("checkpointDuration");
    if (isInput || interval == null) {
      return Optional.empty();
    }
    OptionalInt partitions = partitions(stream);
    SortedMap<Long, MovedPaths.Found> found = new TreeMap<>();
    for (Map.Entry<Long, Object> each : Inputs.remembered(stream).entrySet()) {
      if (!(each.getValue() instanceof String path)) {
        throw new NoSuchElementException("no path where one should be: " + each.getValue());
      }
      found.put(each.getKey(), paths.find(path));
    }
    // Every batch has as many, so a hole in one shows beside the others.
    int expected =
        partitions.orElse(
            found.values().stream()
                .filter(rdd -> !rdd.parts().isEmpty())
                .mapToInt(rdd -> rdd.parts().last() + 1)
                .max()
                .orElse(0));
    List<DStreamCheckpoint.State.Rdd> checkpoints = new ArrayList<>();
    found.forEach((batch, rdd) -> checkpoints.add(checkpoint(batch, rdd, expected)));
    return Optional.of(
        new DStreamCheckpoint.State(
            kind + "-" + number,
            stream.type().name(),
            Graph.site(stream),
            Graph.millis(interval),
            partitions,
            checkpoints));
  }

  private static DStreamCheckpoint.State.Rdd checkpoint(
      long batch, MovedPaths.Found rdd, int expected) {
    List<Integer> missing =
        rdd.bytes().isEmpty()
            ? List.of()
            : IntStream.range(0, expected)
                .filter(part -> !rdd.parts().contains(part))
                .limit(MOST_MISSING)
                .boxed()
                .toList();
    return new DStreamCheckpoint.State.Rdd(
        batch, rdd.path(), rdd.parts().size(), expected, missing, rdd.bytes());
  }

  /** Returns the partitions of an operator whose partitioner is Spark's usual one. */
  private static OptionalInt partitions(Instance stream) {
    return stream.has("partitioner")
            && stream.get("partitioner") instanceof Instance partitioner
            && partitioner.type().name().equals("org.apache.spark.HashPartitioner")
        ? OptionalInt.of((int) partitioner.number("partitions"))
        : OptionalInt.empty();
  }
}
