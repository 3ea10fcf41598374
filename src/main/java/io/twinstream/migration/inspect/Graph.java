package io.twinstream.migration.inspect;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;

/** The operators of a checkpointed {@code DStreamGraph}, from the outputs to the inputs. */
final class Graph {
  static final String DSTREAM = "org.apache.spark.streaming.dstream.DStream";
  private static final String SPARK_DSTREAMS = "org.apache.spark.streaming.dstream.";
  private static final int DEEPEST = 1_000;

  private final Map<Instance, Integer> numbers = new IdentityHashMap<>();
  private final List<DStreamCheckpoint.Operator> outputs = new ArrayList<>();

  /**
   * Reads the operators.
   *
   * @throws NoSuchElementException if the graph is not as Spark writes it
   */
  Graph(Instance graph) {
    for (Object output : CollectionValues.elements(graph.get("outputStreams"))) {
      outputs.add(operator((Instance) output, 0));
    }
  }

  List<DStreamCheckpoint.Operator> outputs() {
    return outputs;
  }

  /** Returns each DStream once, by its number. */
  Map<Integer, Instance> streams() {
    Map<Integer, Instance> streams = new TreeMap<>();
    numbers.forEach((stream, number) -> streams.put(number, stream));
    return streams;
  }

  /** Returns a DStream's class, short where it is Spark's. */
  static String type(Instance stream) {
    String name = stream.type().name();
    return name.startsWith(SPARK_DSTREAMS) ? name.substring(SPARK_DSTREAMS.length()) : name;
  }

  /** Returns where the application made a DStream; empty if that is not there. */
  static String site(Instance stream) {
    return stream.has("creationSite") && stream.get("creationSite") instanceof Instance site
        ? site.text("shortForm").orElse("")
        : "";
  }

  /** Returns what a Duration or Time of Spark holds. */
  static long millis(Object time) {
    if (time instanceof Instance instance) {
      return instance.number("millis");
    }
    throw new NoSuchElementException("no time where one should be");
  }

  private DStreamCheckpoint.Operator operator(Instance stream, int depth) {
    Integer known = numbers.get(stream);
    if (known != null) {
      return new DStreamCheckpoint.Operator(
          known, type(stream), site(stream), List.of(), true, List.of());
    }
    if (depth > DEEPEST) {
      throw new NoSuchElementException("more than %,d operators in a row".formatted(DEEPEST));
    }
    int number = numbers.size() + 1;
    numbers.put(stream, number);
    List<DStreamCheckpoint.Operator> parents = new ArrayList<>();
    for (Instance parent : parents(stream)) {
      parents.add(operator(parent, depth + 1));
    }
    return new DStreamCheckpoint.Operator(
        number, type(stream), site(stream), details(stream), false, parents);
  }

  /**
   * What a class below DStream holds of other DStreams, alone or in a collection, it reads from.
   */
  private static List<Instance> parents(Instance stream) {
    Set<Instance> parents = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    List<Instance> ordered = new ArrayList<>();
    for (Instance.Field field : stream.fieldsBelow(DSTREAM)) {
      boolean isOwner = field.name().equals("$outer");
      for (Instance each : isOwner ? List.<Instance>of() : streamsIn(field)) {
        if (each != stream && parents.add(each)) {
          ordered.add(each);
        }
      }
    }
    return ordered;
  }

  private static List<Instance> streamsIn(Instance.Field field) {
    if (field.value() instanceof Instance one && one.isA(DSTREAM)) {
      return List.of(one);
    }
    if (!field.name().endsWith("parents")) {
      return List.of();
    }
    return CollectionValues.elements(field.value()).stream()
        .filter(each -> each instanceof Instance stream && stream.isA(DSTREAM))
        .map(Instance.class::cast)
        .toList();
  }

  private static List<String> details(Instance stream) {
    List<String> details = new ArrayList<>();
    if (stream.has("_windowDuration")) {
      details.add(
          "window %,d ms, slide %,d ms"
              .formatted(
                  millis(stream.get("_windowDuration")), millis(stream.get("_slideDuration"))));
    }
    if (stream.isA("org.apache.spark.streaming.dstream.InputDStream")) {
      details.add("input " + stream.number("id"));
    }
    return details;
  }
}
