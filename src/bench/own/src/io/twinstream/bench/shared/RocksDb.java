package io.twinstream.bench.shared;

import java.util.Map;

/** RocksDB as the state store of a port, at its defaults. */
public final class RocksDb {
  /** The settings of Spark. */
  public static final Map<String, String> CONF =
      Map.of(
          "spark.sql.streaming.stateStore.providerClass",
          "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider");

  private RocksDb() {}
}
