package io.twinstream.bench;

/**
 * Who counts the words of a socket in the scenario {@code words-socket}, in the order of its runs.
 */
public enum SocketContestant {
  /** One thread that reads lines, as Spark's receiver does, and counts nothing but them. */
  LIMIT_READ("limit readLine"),
  /** One thread that reads blocks and counts their words. */
  LIMIT_COUNT("limit blocks+count"),
  /** word-count on the classic engine, from {@code --source receiver}. */
  DSTREAM("twinstream dstream"),
  /** The same with numbered lines, each acknowledged when it is in the write-ahead log. */
  DSTREAM_LOGGED("twinstream dstream acknowledged"),
  /** word-count on Structured Streaming, from {@code --source receiver}. */
  STRUCTURED("twinstream structured"),
  /** Spark's example, at rates that rise until it cannot keep up. */
  SPARK("spark dstream socketTextStream"),
  /** Spark's example, as fast as it reads. */
  SPARK_UNLIMITED("spark dstream socketTextStream (unlimited)");

  private final String label;

  SocketContestant(String label) {
    this.label = label;
  }

  /** Returns the name in reports. */
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
