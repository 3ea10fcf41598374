package io.twinstream.bench.windows;

import io.twinstream.api.Engine;
import io.twinstream.bench.shared.Contestant;
import io.twinstream.bench.shared.RocksDb;
import java.util.List;
import java.util.Map;

/** Who counts a sliding window in the scenario {@code windows}: windowed-word-count, each way. */
public enum WindowsContestant implements Contestant {
  /** {@code reduceByKeyAndWindow}, which adds up all batches of each window. */
  PLAIN(Maker.TWINSTREAM, "dstream", Engine.DSTREAM, List.of("--mode", "plain"), Map.of()),
  /** The same with the inverse function and a filter: adds what enters, subtracts what leaves. */
  INVERSE(
      Maker.TWINSTREAM,
      "dstream inverse-filtered",
      Engine.DSTREAM,
      List.of("--mode", "inverse-filtered"),
      Map.of()),
  /** The port, with the default state store. */
  STRUCTURED(Maker.TWINSTREAM, "structured", Engine.STRUCTURED, List.of(), Map.of()),
  /** The port with RocksDB. */
  STRUCTURED_ROCKSDB(
      Maker.TWINSTREAM, "structured rocksdb", Engine.STRUCTURED, List.of(), RocksDb.CONF);

  private final Maker maker;
  private final String label;
  private final Engine engine;
  private final List<String> options;
  private final Map<String, String> conf;

  WindowsContestant(
      Maker maker, String program, Engine engine, List<String> options, Map<String, String> conf) {
    this.maker = maker;
    this.label = maker.label(program);
    this.engine = engine;
    this.options = options;
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

  /** Returns the options of the job, as on its command line. */
  List<String> options() {
    return options;
  }

  Map<String, String> conf() {
    return conf;
  }
}
