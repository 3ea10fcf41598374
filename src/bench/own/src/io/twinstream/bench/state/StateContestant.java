package io.twinstream.bench.state;

import io.twinstream.api.Engine;
import io.twinstream.api.JobOptions;
import io.twinstream.bench.shared.Contestant;
import io.twinstream.bench.shared.RocksDb;
import io.twinstream.jobs.runningwordcount.RunningWordCountJob;
import java.util.Map;

/** Who keeps the state in the scenario {@code state}. */
public enum StateContestant implements Contestant {
  /** running-word-count by {@code updateStateByKey}, which touches every key in every batch. */
  UPDATE_STATE_BY_KEY(Maker.TWINSTREAM, "dstream", Engine.DSTREAM, Map.of()),
  /** The same count by {@code mapWithState}, which checkpoints its state every ten batches. */
  MAP_WITH_STATE(Maker.SPARK, "dstream mapWithState", Engine.DSTREAM, Map.of()),
  /** The same, with what makes the batch short that checkpoints. */
  MAP_WITH_STATE_KRYO(
      Maker.TWINSTREAM,
      "dstream mapWithState kryo",
      Engine.DSTREAM,
      Map.of(
          "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
          "spark.kryo.referenceTracking", "false",
          "spark.streaming.sessionByKey.deltaChainThreshold", "10")),
  /** The port, with the default state store. */
  STRUCTURED(Maker.TWINSTREAM, "structured", Engine.STRUCTURED, Map.of()),
  /** The port, with RocksDB as its state store, at its defaults. */
  STRUCTURED_ROCKSDB(Maker.TWINSTREAM, "structured rocksdb", Engine.STRUCTURED, RocksDb.CONF);

  private final Maker maker;
  private final String label;
  private final Engine engine;
  private final Map<String, String> conf;

  StateContestant(Maker maker, String program, Engine engine, Map<String, String> conf) {
    this.maker = maker;
    this.label = maker.label(program);
    this.engine = engine;
    this.conf = conf;
  }

  @Override
  public Maker maker() {
    return maker;
  }

  @Override
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

  static JobOptions options() {
    return RunningWordCountJob.JOB.newOptions();
  }
}
