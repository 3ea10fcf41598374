package io.twinstream.internals;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.streaming.DStreamGraph;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InputDStream;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Walks the operators of a graph.
 *
 * <p>Depends on {@code DStreamGraph.getOutputStreams} and {@code getInputStreams}, and on {@code
 * DStreamCheckpointData.data}: of an operator with checkpointed RDDs their paths by batch time.
 */
final class Streams {
  private Streams() {}

  /** Visits each operator once: from the outputs to the inputs, the first parent first. */
  static void forEach(DStreamGraph graph, Consumer<DStream<?>> visit) {
    Set<DStream<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (DStream<?> output : graph.getOutputStreams()) {
      walk(output, seen, visit);
    }
    for (InputDStream<?> input : graph.getInputStreams()) {
      walk(input, seen, visit);
    }
  }

  private static void walk(DStream<?> from, Set<DStream<?>> seen, Consumer<DStream<?>> visit) {
    Deque<DStream<?>> next = new ArrayDeque<>();
    next.push(from);
    while (!next.isEmpty()) {
      DStream<?> stream = next.pop();
      if (seen.add(stream)) {
        visit.accept(stream);
        Deque<DStream<?>> parents = new ArrayDeque<>();
        Iterator<DStream<?>> all = stream.dependencies().iterator();
        while (all.hasNext()) {
          parents.push(all.next());
        }
        parents.forEach(next::push);
      }
    }
  }

  /** Returns where the checkpointed RDDs of an operator are; none of one that keeps no RDDs. */
  static Map<Time, String> checkpointed(DStream<?> stream) {
    Map<Time, String> paths = new LinkedHashMap<>();
    Iterator<Tuple2<Time, Object>> all = stream.checkpointData().data().iterator();
    while (all.hasNext()) {
      Tuple2<Time, Object> each = all.next();
      if (each._2() instanceof String path) {
        paths.put(each._1(), path);
      }
    }
    return paths;
  }
}
