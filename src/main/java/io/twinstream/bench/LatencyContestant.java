package io.twinstream.bench;

import java.util.Optional;

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
  /** Flink's keyed state. */
  FLINK("flink", "flink"),
  /** A query without state, from Kafka to Kafka, by continuous processing. */
  CONTINUOUS("spark structured continuous (stateless)"),
  /** The same query by real-time mode, which Spark has since 4.1. */
  REAL_TIME("spark structured real-time (stateless)");

  private final String label;
  private final Optional<String> project;

  LatencyContestant(String label) {
    this.label = label;
    this.project = Optional.empty();
  }

  LatencyContestant(String label, String project) {
    this.label = label;
    this.project = Optional.of(project);
  }

  /** Returns the folder below {@code src/bench} of the project that it is; empty if it is here. */
  Optional<String> project() {
    return project;
  }

  /** Tells whether the Spark on this class path has it. */
  public boolean isHere() {
    return this != REAL_TIME || LatencyPass.realTime().isPresent();
  }

  /** Returns the name in reports. */
  public String label() {
    return label;
  }
}
