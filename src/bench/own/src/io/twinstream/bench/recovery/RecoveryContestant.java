package io.twinstream.bench.recovery;

import io.twinstream.bench.shared.Contestant;
import io.twinstream.bench.shared.RocksDb;
import java.util.List;

/** Who is killed in the scenario {@code recovery}: running-word-count, each way. */
public enum RecoveryContestant implements Contestant {
  /** The classic job. */
  DSTREAM(Maker.TWINSTREAM, "dstream", "dstream", List.of()),
  /** The port, with the default state store. */
  STRUCTURED(Maker.TWINSTREAM, "structured", "structured", List.of()),
  /** The port with RocksDB. */
  STRUCTURED_ROCKSDB(
      Maker.TWINSTREAM,
      "structured rocksdb",
      "structured",
      RocksDb.CONF.entrySet().stream()
          .flatMap(each -> List.of("--conf", each.getKey() + "=" + each.getValue()).stream())
          .toList());

  private final Maker maker;
  private final String label;
  private final String engine;
  private final List<String> options;

  RecoveryContestant(Maker maker, String program, String engine, List<String> options) {
    this.maker = maker;
    this.label = maker.label(program);
    this.engine = engine;
    this.options = options;
  }

  @Override
  public Maker maker() {
    return maker;
  }

  @Override
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
