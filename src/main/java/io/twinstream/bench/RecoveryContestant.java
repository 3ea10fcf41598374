package io.twinstream.bench;

import java.util.List;

/** Who is killed in the scenario {@code recovery}: running-word-count, each way. */
public enum RecoveryContestant {
  /** The classic job. */
  DSTREAM("twinstream dstream", "dstream", List.of()),
  /** The port, with the default state store. */
  STRUCTURED("twinstream structured", "structured", List.of()),
  /** The port with RocksDB. */
  STRUCTURED_ROCKSDB(
      "twinstream structured rocksdb",
      "structured",
      StateContestant.STRUCTURED_ROCKSDB.conf().entrySet().stream()
          .flatMap(each -> List.of("--conf", each.getKey() + "=" + each.getValue()).stream())
          .toList());

  private final String label;
  private final String engine;
  private final List<String> options;

  RecoveryContestant(String label, String engine, List<String> options) {
    this.label = label;
    this.engine = engine;
    this.options = options;
  }

  /** Returns the name in reports. */
  public String label() {
    return label;
  }

  String engine() {
    return engine;
  }

  List<String> options() {
    return options;
  }
}
