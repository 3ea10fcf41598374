package io.twinstream.bench.receiver;

import io.twinstream.bench.shared.Contestant;

/** Who reads from the receiver in the scenario {@code receiver}. */
public enum ReceiverContestant implements Contestant {
  /** {@code receiverStream} with the write-ahead log; {@code store} of 1,000 lines. */
  SPARK_BLOCKS(Maker.SPARK, "dstream receiver", false),
  /** The same receiver hosted in a query. */
  HOSTED_BLOCKS(Maker.TWINSTREAM, "structured receiver", false),
  /** {@code receiverStream} with the write-ahead log; {@code store} of one line. */
  SPARK_SINGLES(Maker.SPARK, "dstream receiver, single", true),
  /** The same receiver hosted in a query. */
  HOSTED_SINGLES(Maker.TWINSTREAM, "structured receiver, single", true);

  private final Maker maker;
  private final String label;
  private final boolean isSingle;

  ReceiverContestant(Maker maker, String program, boolean isSingle) {
    this.maker = maker;
    this.label = maker.label(program);
    this.isSingle = isSingle;
  }

  @Override
  public Maker maker() {
    return maker;
  }

  @Override
  public String label() {
    return label;
  }

  /** Tells whether the receiver stores line by line. */
  boolean isSingle() {
    return isSingle;
  }
}
