package io.twinstream.jobs.engine;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.ValueState;

/** A key's state of {@code transformWithState}, as a rule takes it. */
public final class TransformState {
  private static final String PROVIDER = "spark.sql.streaming.stateStore.providerClass";
  private static final String ROCKS_DB =
      "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider";

  private TransformState() {}

  /** Sets the state store that {@code transformWithState} needs, for the session's next queries. */
  public static void useRocksDb(SparkSession session) {
    session.conf().set(PROVIDER, ROCKS_DB);
  }

  /** Returns the state of a key; empty if there is none. */
  public static <S> Optional<S> of(ValueState<S> state) {
    return state.exists() ? Optional.of(state.get()) : Optional.empty();
  }
}
