package io.twinstream.jobs.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupState;
import scala.Tuple2;

/** A key's state on Structured Streaming, as a rule takes it; what states begin from. */
public final class StructuredState {
  private StructuredState() {}

  /** Returns states by their key, as {@code flatMapGroupsWithState} takes them to begin from. */
  public static <S> KeyValueGroupedDataset<String, S> initial(
      SparkSession spark, Map<String, S> states, Encoder<S> state) {
    List<Tuple2<String, S>> pairs =
        states.entrySet().stream()
            .map(each -> new Tuple2<>(each.getKey(), each.getValue()))
            .toList();
    Encoder<Tuple2<String, S>> pair = Encoders.tuple(Encoders.STRING(), state);
    return initial(spark.createDataset(pairs, pair).toDF(), state);
  }

  /**
   * Returns the same of rows of a savepoint.
   *
   * @param saved a key and a state each
   */
  public static <S> KeyValueGroupedDataset<String, S> initial(
      Dataset<Row> saved, Encoder<S> state) {
    Encoder<Tuple2<String, S>> pair = Encoders.tuple(Encoders.STRING(), state);
    return saved
        .toDF("_1", "_2")
        .as(pair)
        .groupByKey((MapFunction<Tuple2<String, S>, String>) Tuple2::_1, Encoders.STRING())
        .mapValues((MapFunction<Tuple2<String, S>, S>) Tuple2::_2, state);
  }

  /** Returns the state of a key; empty if there is none. */
  public static <S> Optional<S> of(GroupState<S> state) {
    return state.exists() ? Optional.of(state.get()) : Optional.empty();
  }
}
