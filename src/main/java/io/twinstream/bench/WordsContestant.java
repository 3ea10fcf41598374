package io.twinstream.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who counts the words of a topic in the scenario {@code words-kafka}, in the order of its runs.
 */
public enum WordsContestant {
  /** A consumer that counts, without an engine: the control, which runs again at the end. */
  LIMIT_COUNT("limit consumer+count"),
  /** A consumer that does nothing with what it reads. */
  LIMIT("limit consumer"),
  /** running-word-count on the classic engine. */
  DSTREAM("twinstream dstream"),
  /** running-word-count on Structured Streaming. */
  STRUCTURED("twinstream structured"),
  /** The same with RocksDB as its state store. */
  STRUCTURED_ROCKSDB("twinstream structured rocksdb"),
  /** {@code updateStateByKey} as people write it. */
  SPARK_DSTREAM("spark dstream updateStateByKey"),
  /** {@code groupBy().count()} as people write it, at Spark's defaults. */
  SPARK_STRUCTURED("spark structured"),
  /** Flink's keyed state. */
  FLINK("flink", "flink"),
  /** The streams of Kafka. */
  KAFKA_STREAMS("kafka streams", "kafka-streams"),
  /** Storm's bolts, whose totals are in memory only. */
  STORM("storm", "storm"),
  /** The control once more: how far it is from the first run is how far the machine has drifted. */
  LIMIT_COUNT_AGAIN("limit consumer+count (again)");

  private final String label;
  private final Optional<String> project;

  WordsContestant(String label) {
    this.label = label;
    this.project = Optional.empty();
  }

  WordsContestant(String label, String project) {
    this.label = label;
    this.project = Optional.of(project);
  }

  /** Returns the name in reports. */
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

  /** Returns the contestant of that name. */
  public static Optional<WordsContestant> named(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /**
   * Runs the passes of a contestant that is here, in this JVM.
   *
   * @param arguments see the package
   */
  public void run(String[] arguments, PrintStream out) throws Exception {
    WordsPasses passes = WordsPasses.parse(arguments);
    Map<String, Long> totals = new HashMap<>();
    switch (this) {
      case LIMIT, LIMIT_COUNT, LIMIT_COUNT_AGAIN ->
          passes.run(totals, out, new ConsumerPass(passes, counts()));
      case DSTREAM -> run(SparkPass.dstream(passes), passes, totals, out);
      case STRUCTURED -> run(SparkPass.structured(passes, Map.of()), passes, totals, out);
      case STRUCTURED_ROCKSDB ->
          run(
              SparkPass.structured(passes, StateContestant.STRUCTURED_ROCKSDB.conf()),
              passes,
              totals,
              out);
      case SPARK_DSTREAM ->
          run(SparkPass.example(passes, new UpdateStateByKeyCount()), passes, totals, out);
      case SPARK_STRUCTURED ->
          run(SparkPass.example(passes, new StreamingAggregateCount()), passes, totals, out);
      default -> throw new IllegalArgumentException(this + " is not run by this class path");
    }
  }

  private static void run(
      SparkPass pass, WordsPasses passes, Map<String, Long> totals, PrintStream out)
      throws Exception {
    try (pass) {
      passes.run(totals, out, pass);
    }
  }
}
