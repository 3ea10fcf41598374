package io.twinstream.jobs.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.State;
import scala.Tuple2;

/**
 * A key's state on classic Spark Streaming, as a rule takes and returns it; what states begin from.
 */
public final class DStreamState {
  private DStreamState() {}

  /** Returns states by their key, as {@code updateStateByKey} takes them to begin from. */
  public static <S> JavaPairRDD<String, S> initial(SparkContext spark, Map<String, S> states) {
    List<Tuple2<String, S>> pairs =
        states.entrySet().stream()
            .map(each -> new Tuple2<>(each.getKey(), each.getValue()))
            .toList();
    return JavaSparkContext.fromSparkContext(spark).parallelizePairs(pairs);
  }

  /** Returns the state of a key; empty if there is none. */
  public static <S> Optional<S> of(State<S> state) {
    return state.exists() ? Optional.of(state.get()) : Optional.empty();
  }

  /** Returns Spark's optional as Java's. */
  public static <S> Optional<S> of(org.apache.spark.api.java.Optional<S> state) {
    return state.isPresent() ? Optional.of(state.get()) : Optional.empty();
  }

  /** Returns Java's optional as Spark's. */
  public static <S> org.apache.spark.api.java.Optional<S> toSpark(Optional<S> state) {
    return org.apache.spark.api.java.Optional.ofNullable(state.orElse(null));
  }
}
