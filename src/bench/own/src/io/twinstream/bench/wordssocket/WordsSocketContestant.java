package io.twinstream.bench.wordssocket;

import io.twinstream.bench.shared.Contestant;

/**
 * Who counts the words of a socket in the scenario {@code words-socket}, in the order of its runs.
 */
public enum WordsSocketContestant implements Contestant {
  /** One thread that reads lines, as Spark's receiver does, and counts nothing but them. */
  LIMIT_READ(Maker.LIMIT, "readLine"),
  /** One thread that reads blocks and counts their words. */
  LIMIT_COUNT(Maker.LIMIT, "blocks+count"),
  /** word-count on the classic engine, from {@code --source receiver}. */
  DSTREAM(Maker.TWINSTREAM, "dstream"),
  /** The same with numbered lines, each acknowledged when it is in the write-ahead log. */
  DSTREAM_LOGGED(Maker.TWINSTREAM, "dstream acknowledged"),
  /** word-count on Structured Streaming, from {@code --source receiver}. */
  STRUCTURED(Maker.TWINSTREAM, "structured"),
  /** Spark's example, at rates that rise until it cannot keep up. */
  SPARK(Maker.SPARK, "dstream socketTextStream"),
  /** Spark's example, as fast as it reads. */
  SPARK_UNLIMITED(Maker.SPARK, "dstream socketTextStream (unlimited)");

  private final Maker maker;
  private final String label;

  WordsSocketContestant(Maker maker, String program) {
    this.maker = maker;
    this.label = maker.label(program);
  }

  @Override
  public Maker maker() {
    return maker;
  }

  @Override
  public String label() {
    return label;
  }

  boolean isSpark() {
    return this == SPARK || this == SPARK_UNLIMITED;
  }

  /** Tells whether its lines are numbered and acknowledged. */
  boolean isNumbered() {
    return this == DSTREAM_LOGGED;
  }

  /** Tells whether it gives totals, and does not only read. */
  boolean counts() {
    return this != LIMIT_READ;
  }

  /** Tells whether it takes in more than it can process, and so has to end some time. */
  boolean mayDie() {
    return this == SPARK_UNLIMITED;
  }
}
