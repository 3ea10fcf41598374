package io.twinstream.bench.wordskafka;

import io.twinstream.bench.shared.Contestant;
import io.twinstream.bench.shared.RocksDb;
import io.twinstream.bench.shared.StreamingAggregateCount;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who counts the words of a topic in the scenario {@code words-kafka}, in the order of its runs.
 */
public enum WordsKafkaContestant implements Contestant {
  /** A consumer that counts, without an engine: the control, which runs again at the end. */
  LIMIT_COUNT(Maker.LIMIT, "consumer+count"),
  /** A consumer that does nothing with what it reads. */
  LIMIT(Maker.LIMIT, "consumer"),
  /** running-word-count on the classic engine. */
  DSTREAM(Maker.TWINSTREAM, "dstream"),
  /** running-word-count on Structured Streaming. */
  STRUCTURED(Maker.TWINSTREAM, "structured"),
  /** The same with RocksDB as its state store. */
  STRUCTURED_ROCKSDB(Maker.TWINSTREAM, "structured rocksdb"),
  /** {@code updateStateByKey} as people write it. */
  SPARK_DSTREAM(Maker.SPARK, "dstream updateStateByKey"),
  /** {@code groupBy().count()} as people write it, at Spark's defaults. */
  SPARK_STRUCTURED(Maker.SPARK, "structured"),
  /** Flink's keyed state. */
  FLINK(Maker.OTHER, "flink", "flink"),
  /** The streams of Kafka. */
  KAFKA_STREAMS(Maker.OTHER, "kafka streams", "kafka-streams"),
  /** Storm's bolts, whose totals are in memory only. */
  STORM(Maker.OTHER, "storm", "storm"),
  /** The control once more: how far it is from the first run is how far the machine has drifted. */
  LIMIT_COUNT_AGAIN(Maker.LIMIT, "consumer+count (again)");

  private final Maker maker;
  private final String label;
  private final Optional<String> project;

  WordsKafkaContestant(Maker maker, String program) {
    this.maker = maker;
    this.label = maker.label(program);
    this.project = Optional.empty();
  }

  WordsKafkaContestant(Maker maker, String program, String project) {
    this.maker = maker;
    this.label = maker.label(program);
    this.project = Optional.of(project);
  }

  @Override
  public Maker maker() {
    return maker;
  }

  @Override
  public String label() {
    return label;
  }

  /** Returns the folder below {@code src/bench} of the project that it is; empty if it is here. */
  Optional<String> project() {
    return project;
  }

  /** Tells whether it would take so long that it gets a part of the lines. */
  boolean isSlow() {
    return this == KAFKA_STREAMS || this == STORM;
  }

  /** Tells whether it gives totals, and does not only read. */
  boolean counts() {
    return this != LIMIT;
  }

  /**
   * Runs the passes of a contestant that is here, in this JVM.
   *
   * @param arguments see the package of all scenarios
   */
  void run(String[] arguments, PrintStream out) throws Exception {
    TopicPasses passes = TopicPasses.parse(arguments);
    Map<String, Long> totals = new HashMap<>();
    switch (this) {
      case LIMIT, LIMIT_COUNT, LIMIT_COUNT_AGAIN ->
          passes.run(totals, out, new ConsumerTopicPass(passes, counts()));
      case DSTREAM -> run(SparkTopicPass.dstream(passes), passes, totals, out);
      case STRUCTURED -> run(SparkTopicPass.structured(passes, Map.of()), passes, totals, out);
      case STRUCTURED_ROCKSDB ->
          run(SparkTopicPass.structured(passes, RocksDb.CONF), passes, totals, out);
      case SPARK_DSTREAM ->
          run(SparkTopicPass.example(passes, new UpdateStateByKeyCount()), passes, totals, out);
      case SPARK_STRUCTURED ->
          run(SparkTopicPass.example(passes, new StreamingAggregateCount()), passes, totals, out);
      default -> throw new IllegalArgumentException(this + " is not run by this class path");
    }
  }

  private static void run(
      SparkTopicPass pass, TopicPasses passes, Map<String, Long> totals, PrintStream out)
      throws Exception {
    try (pass) {
      passes.run(totals, out, pass);
    }
  }
}
