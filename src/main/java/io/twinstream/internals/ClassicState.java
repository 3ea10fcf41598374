package io.twinstream.internals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.RDDInfo;
import org.apache.spark.streaming.DStreamGraph;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.dstream.InternalMapWithStateDStream;
import org.apache.spark.streaming.dstream.StateDStream;
import org.apache.spark.streaming.rdd.MapWithStateRDDRecord;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * How large the state of a classic context is, which Spark does not say: the newest RDD of each
 * operator with state of which all is known to be stored, a moment after its batch.
 *
 * <p>Depends on {@code DStream.generatedRDDs}, which the graph changes under its own lock, on
 * {@code StateDStream} and {@code InternalMapWithStateDStream}, and on {@code
 * streaming.util.StateMap}.
 */
public final class ClassicState {
  private ClassicState() {}

  /**
   * Counts it by a job of Spark for each operator, which reads what is stored and computes nothing
   * anew; empty if there is no state, or none is stored yet.
   */
  public static Optional<StateSize> size(JavaStreamingContext context) {
    RDDInfo[] stored = context.ssc().sparkContext().getRDDStorageInfo();
    long rows = 0;
    long bytes = 0;
    boolean isThere = false;
    for (List<RDD<?>> newestFirst : states(context.ssc().graph())) {
      for (RDD<?> each : newestFirst) {
        Optional<RDDInfo> whole = whole(each, stored);
        if (whole.isPresent()) {
          isThere = true;
          rows += rows(each);
          bytes += whole.get().memSize() + whole.get().diskSize();
          break;
        }
      }
    }
    return isThere ? Optional.of(new StateSize(rows, bytes)) : Optional.empty();
  }

  private static List<List<RDD<?>>> states(DStreamGraph graph) {
    List<List<RDD<?>>> all = new ArrayList<>();
    synchronized (graph) {
      Streams.forEach(
          graph,
          stream -> {
            if (isState(stream)) {
              all.add(newestFirst(stream));
            }
          });
    }
    return all;
  }

  private static boolean isState(DStream<?> stream) {
    return stream instanceof InternalMapWithStateDStream || stream instanceof StateDStream;
  }

  private static <T> List<RDD<?>> newestFirst(DStream<T> stream) {
    List<Tuple2<Time, RDD<T>>> made = new ArrayList<>();
    for (Iterator<Tuple2<Time, RDD<T>>> each = stream.generatedRDDs().iterator();
        each.hasNext(); ) {
      made.add(each.next());
    }
    made.sort(
        Comparator.comparingLong((Tuple2<Time, RDD<T>> each) -> each._1().milliseconds())
            .reversed());
    List<RDD<?>> rdds = new ArrayList<>();
    made.forEach(each -> rdds.add(each._2()));
    return rdds;
  }

  private static Optional<RDDInfo> whole(RDD<?> rdd, RDDInfo... stored) {
    for (RDDInfo each : stored) {
      if (each.id() == rdd.id() && each.numCachedPartitions() == rdd.getNumPartitions()) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /**
   * Not by an action that waits for its job: that would go on to write the checkpoint of the state,
   * and the batch, which would find it begun, would not wait for its end.
   */
  private static <T> long rows(RDD<T> rdd) {
    ClassTag<T> any = ClassTag$.MODULE$.apply(Object.class);
    JavaFutureAction<List<Long>> counted =
        JavaRDD.fromRDD(rdd, any)
            .mapPartitions(
                part -> {
                  long rows = 0;
                  while (part.hasNext()) {
                    rows += rows(part.next());
                  }
                  return List.of(rows).iterator();
                })
            .collectAsync();
    try {
      return counted.get().stream().mapToLong(Long::longValue).sum();
    } catch (InterruptedException e) {
      counted.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A partition of {@code mapWithState} is one record with all its keys. */
  private static long rows(Object element) {
    if (element instanceof MapWithStateRDDRecord<?, ?, ?> record) {
      long keys = 0;
      for (Iterator<?> each = record.stateMap().getAll(); each.hasNext(); each.next()) {
        keys++;
      }
      return keys;
    }
    return 1;
  }
}
