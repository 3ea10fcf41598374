package io.twinstream.bench;

/** Who is measured in the scenario {@code latency}, in the order of its runs. */
public enum LatencyContestant {
  /** A consumer that looks for the marks: what Kafka and its clients take. */
  LIMIT("limit consumer"),
  /** word-count on the classic engine, in batches of 100 ms. */
  DSTREAM("twinstream dstream"),
  /** word-count on Structured Streaming, one micro-batch after the other. */
  STRUCTURED("twinstream structured"),
  /** Spark's example: {@code reduceByKey} in batches of 100 ms. */
  SPARK_DSTREAM("spark dstream reduceByKey"),
  /** Spark's example: {@code groupBy().count()}, one micro-batch after the other. */
  SPARK_STRUCTURED("spark structured"),
  /** A query without state, from Kafka to Kafka, by continuous processing. */
  CONTINUOUS("spark structured continuous (stateless)");

  private final String label;

  LatencyContestant(String label) {
    this.label = label;
  }

  /** Returns the name in reports. */
  public String label() {
    return label;
  }
}
