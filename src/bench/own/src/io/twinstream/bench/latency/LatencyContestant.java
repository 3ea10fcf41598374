package io.twinstream.bench.latency;

import io.twinstream.bench.shared.Contestant;
import java.util.Optional;

/** Who is measured in the scenario {@code latency}, in the order of its runs. */
public enum LatencyContestant implements Contestant {
  /** A consumer that looks for the marks: what Kafka and its clients take. */
  LIMIT(Maker.LIMIT, "consumer"),
  /** word-count on the classic engine, in batches of 100 ms. */
  DSTREAM(Maker.TWINSTREAM, "dstream"),
  /** word-count on Structured Streaming, one micro-batch after the other. */
  STRUCTURED(Maker.TWINSTREAM, "structured"),
  /** Spark's example: {@code reduceByKey} in batches of 100 ms. */
  SPARK_DSTREAM(Maker.SPARK, "dstream reduceByKey"),
  /** Spark's example: {@code groupBy().count()}, one micro-batch after the other. */
  SPARK_STRUCTURED(Maker.SPARK, "structured"),
  /** Flink's keyed state. */
  FLINK(Maker.OTHER, "flink", "flink"),
  /** A query without state, from Kafka to Kafka, by continuous processing. */
  CONTINUOUS(Maker.SPARK, "structured continuous (stateless)"),
  /** The same query by real-time mode, which Spark has since 4.1. */
  REAL_TIME(Maker.SPARK, "structured real-time (stateless)");

  private final Maker maker;
  private final String label;
  private final Optional<String> project;

  LatencyContestant(Maker maker, String program) {
    this.maker = maker;
    this.label = maker.label(program);
    this.project = Optional.empty();
  }

  LatencyContestant(Maker maker, String program, String project) {
    this.maker = maker;
    this.label = maker.label(program);
    this.project = Optional.of(project);
  }

  /** Returns the folder below {@code src/bench} of the project that it is; empty if it is here. */
  Optional<String> project() {
    return project;
  }

  @Override
  public boolean isHere() {
    return this != REAL_TIME || LatencyPass.realTime().isPresent();
  }

  @Override
  public Maker maker() {
    return maker;
  }

  @Override
  public String label() {
    return label;
  }
}
