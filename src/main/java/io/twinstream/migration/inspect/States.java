package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The operators whose RDDs are checkpointed. */
final class States {
  private static final Map<String, String> KINDS =
      Map.of(
          "org.apache.spark.streaming.dstream.StateDStream", "updateStateByKey",
          "org.apache.spark.streaming.dstream.InternalMapWithStateDStream", "mapWithState",
          "org.apache.spark.streaming.dstream.ReducedWindowedDStream", "reduceByKeyAndWindow");

  private static final int MOST_MISSING = 100;

  /** The tags of primitives; of 2.12.0 to 2.12.7 their names do not tell. */
  private static final Pattern PRIMITIVE =
      Pattern.compile("scala\\.reflect\\.ManifestFactory\\$(\\w+)Manifest\\$?");

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
            isBegunWithState(stream),
            taggedClass(stream, 0),
            kind.equals("mapWithState") ? taggedClass(stream, 2) : Optional.empty(),
            checkpoints));
  }

  /** An initial RDD is in a field of updateStateByKey's, and in the StateSpec of mapWithState's. */
  private static boolean isBegunWithState(Instance stream) {
    if (stream.has("spec") && stream.get("spec") instanceof Instance spec) {
      return spec.has("initialStateRDD") && spec.get("initialStateRDD") != null;
    }
    return stream.has("initialRDD")
        && CollectionValues.option(stream.get("initialRDD")).isPresent();
  }

  /**
   * The operators keep tags of the classes of key, value and state, in this order; updateStateByKey
   * has none of its state. One of Java's API is of Object.
   */
  private static Optional<String> taggedClass(Instance stream, int number) {
    List<Instance> tags =
        stream.fieldsBelow(Graph.DSTREAM).stream()
            .filter(field -> field.name().startsWith("evidence$"))
            .sorted(Comparator.comparing(field -> Integer.parseInt(field.name().substring(9))))
            .filter(field -> field.value() instanceof Instance)
            .map(field -> (Instance) field.value())
            .toList();
    return number < tags.size() ? className(tags.get(number)) : Optional.empty();
  }

  private static Optional<String> className(Instance tag) {
    if (tag.has("runtimeClass") && tag.get("runtimeClass") instanceof ClassDescription type) {
      return Optional.of(type.name()).filter(name -> !name.equals("java.lang.Object"));
    }
    Matcher primitive = PRIMITIVE.matcher(tag.type().name());
    return primitive.matches() ? Optional.of("scala." + primitive.group(1)) : Optional.empty();
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
