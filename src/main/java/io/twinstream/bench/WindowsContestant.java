package io.twinstream.bench;

import io.twinstream.api.Engine;
import java.util.List;
import java.util.Map;

/** Who counts a sliding window in the scenario {@code windows}: windowed-word-count, each way. */
public enum WindowsContestant {
  /** {@code reduceByKeyAndWindow}, which adds up all batches of each window. */
  PLAIN("twinstream dstream", Engine.DSTREAM, List.of("--mode", "plain"), Map.of()),
  /** The same with the inverse function and a filter: adds what enters, subtracts what leaves. */
  INVERSE(
      "twinstream dstream inverse-filtered",
      Engine.DSTREAM,
      List.of("--mode", "inverse-filtered"),
      Map.of()),
  /** The port, with the default state store. */
  STRUCTURED("twinstream structured", Engine.STRUCTURED, List.of(), Map.of()),
  /** The port with RocksDB. */
  STRUCTURED_ROCKSDB(
      "twinstream structured rocksdb",
      Engine.STRUCTURED,
      List.of(),
      StateContestant.STRUCTURED_ROCKSDB.conf());

  private final String label;
  private final Engine engine;
  private final List<String> options;
  private final Map<String, String> conf;

  WindowsContestant(String label, Engine engine, List<String> options, Map<String, String> conf) {
    this.label = label;
    this.engine = engine;
    this.options = options;
    this.conf = conf;
  }

  /** Returns the name in reports. */
  public String label() {
    return label;
  }

  Engine engine() {
    return engine;
  }

  /** Returns the options of the job, as on its command line. */
  public List<String> options() {
    return options;
  }

  Map<String, String> conf() {
    return conf;
  }
}
