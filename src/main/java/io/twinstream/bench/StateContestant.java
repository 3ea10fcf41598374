package io.twinstream.bench;

import io.twinstream.jobs.runningwordcount.RunningWordCountJob;
import io.twinstream.api.Engine;
import io.twinstream.api.JobOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who keeps the state in the scenario {@code state}. */
public enum StateContestant {
  /** running-word-count by {@code updateStateByKey}, which touches every key in every batch. */
  UPDATE_STATE_BY_KEY("twinstream dstream", Engine.DSTREAM, Map.of()),
  /** The same count by {@code mapWithState}, which checkpoints its state every ten batches. */
  MAP_WITH_STATE("spark dstream mapWithState", Engine.DSTREAM, Map.of()),
  /** The same, with what makes the batch short that checkpoints. */
  MAP_WITH_STATE_KRYO(
      "twinstream dstream mapWithState kryo",
      Engine.DSTREAM,
      Map.of(
          "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
          "spark.kryo.referenceTracking", "false",
          "spark.streaming.sessionByKey.deltaChainThreshold", "10")),
  /** The port, with the default state store. */
  STRUCTURED("twinstream structured", Engine.STRUCTURED, Map.of()),
  /** The port, with RocksDB as its state store, at its defaults. */
  STRUCTURED_ROCKSDB(
      "twinstream structured rocksdb",
      Engine.STRUCTURED,
      Map.of(
          "spark.sql.streaming.stateStore.providerClass",
          "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"));

  private final String label;
  private final Engine engine;
  private final Map<String, String> conf;

  StateContestant(String label, Engine engine, Map<String, String> conf) {
    this.label = label;
    this.engine = engine;
    this.conf = conf;
  }

  /** Returns the name in reports. */
  public String label() {
    return label;
  }

  Engine engine() {
    return engine;
  }

  /** Returns the settings of Spark that it needs. */
  public Map<String, String> conf() {
    return conf;
  }

  /** Returns the contestant of that name. */
  public static Optional<StateContestant> named(String label) {
    return List.of(values()).stream().filter(each -> each.label.equals(label)).findFirst();
  }

  static JobOptions options() {
    return RunningWordCountJob.JOB.newOptions();
  }
}
