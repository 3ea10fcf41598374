package io.twinstream.migration.checkpoint;

import io.twinstream.migration.objects.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The operators whose RDDs are checkpointed. */
final class States {
  private static final Map<String, String> KINDS =
      Map.of(
          "org.apache.spark.streaming.dstream.StateDStream", "updateStateByKey",
          "org.apache.spark.streaming.dstream.InternalMapWithStateDStream", "mapWithState",
          "org.apache.spark.streaming.dstream.ReducedWindowedDStream", "reduceByKeyAndWindow");

  private States() {}

  /**
   * Reads the state of a DStream; empty if it keeps none.
   *
   * @throws NoSuchElementException if it is not as Spark writes it
   */
  static Optional<StateOperator> read(int number, Instance stream, MovedPaths paths) {
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
    List<StateOperator.Rdd> checkpoints = new ArrayList<>();
    for (Map.Entry<Long, Object> each : Inputs.remembered(stream).entrySet()) {
      if (!(each.getValue() instanceof String path)) {
        throw new NoSuchElementException("no path where one should be: " + each.getValue());
      }
      checkpoints.add(paths.find(each.getKey(), path));
    }
    return Optional.of(
        new StateOperator(
            kind + "-" + number,
            stream.type().name(),
            Graph.site(stream),
            Graph.millis(interval),
            checkpoints));
  }
}
