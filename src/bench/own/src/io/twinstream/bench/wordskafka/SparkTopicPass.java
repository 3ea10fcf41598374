package io.twinstream.bench.wordskafka;

import io.twinstream.api.BatchRows;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Sink;
import io.twinstream.api.StructuredTwin;
import io.twinstream.bench.shared.BenchSession;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaReading;
import io.twinstream.ends.kafka.KafkaSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.Until;
import io.twinstream.jobs.runningwordcount.RunningWordCountJob;
import io.twinstream.jobs.wordcount.CountedWord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/** A pass of one of Spark's two engines, on a session that all passes share. */
final class SparkTopicPass implements TopicPasses.Pass, AutoCloseable {
  /**
   * The batch interval of the classic engine: as long as its state's checkpoint interval, so that
   * every batch is checkpointed, and the first one takes in all there is.
   */
  private static final Duration CLASSIC_INTERVAL = Duration.ofSeconds(10);

  private final TopicPasses passes;
  private final Optional<DStreamTwin<CountedWord>> classic;
  private final Optional<StructuredTwin<CountedWord>> port;
  private final SparkSession session;

  private SparkTopicPass(
      TopicPasses passes,
      DStreamTwin<CountedWord> classic,
      StructuredTwin<CountedWord> port,
      Map<String, String> settings) {
    this.passes = passes;
    this.classic = Optional.ofNullable(classic);
    this.port = Optional.ofNullable(port);
    this.session = BenchSession.open(settings, source());
  }

  /** Returns our classic job. */
  static SparkTopicPass dstream(TopicPasses passes) {
    return new SparkTopicPass(
        passes,
        RunningWordCountJob.JOB.dstream(RunningWordCountJob.JOB.newOptions()),
        null,
        Map.of());
  }

  /** Returns our port. */
  static SparkTopicPass structured(TopicPasses passes, Map<String, String> settings) {
    return new SparkTopicPass(
        passes,
        null,
        RunningWordCountJob.JOB.structured(RunningWordCountJob.JOB.newOptions()),
        settings);
  }

  /** Returns a classic program as people write it. */
  static SparkTopicPass example(TopicPasses passes, DStreamTwin<CountedWord> example) {
    return new SparkTopicPass(passes, example, null, Map.of());
  }

  /**
   * Returns a streaming query as people write it, with the shuffle partitions of Spark's default.
   */
  static SparkTopicPass example(TopicPasses passes, StructuredTwin<CountedWord> example) {
    return new SparkTopicPass(passes, null, example, Map.of("spark.sql.shuffle.partitions", "200"));
  }

  private KafkaSource source() {
    return new KafkaSource(
        new KafkaAddress(passes.servers(), List.of(passes.topic())), KafkaReading.DEFAULT);
  }

  @Override
  public long count(int number, Map<String, Long> totals) {
    KafkaSource source = source();
    source.check();
    Clock clock = new Clock();
    RunSettings<CountedWord> settings =
        new RunSettings<>(
            source,
            new NewestTotals(),
            Optional.of(passes.folder().resolve("checkpoint-" + number).toString()),
            classic.isPresent() ? CLASSIC_INTERVAL : Duration.ofSeconds(1),
            Until.END);
    NewestTotals.NEWEST.clear();
    classic.ifPresent(twin -> DStreamRunner.run(twin, settings, session, clock, new StopRequest()));
    port.ifPresent(twin -> StructuredRunner.run(twin, settings, session, clock, new StopRequest()));
    totals.putAll(NewestTotals.NEWEST);
    return clock.millis();
  }

  @Override
  public void close() {
    session.stop();
  }

  /** From the start of the first batch that has records to the end of the last one. */
  private static final class Clock implements RunListener {
    private long start;
    private long end;

    @Override
    public synchronized void batchCompleted(RunListener.Batch batch) {
      if (batch.records() > 0) {
        end = System.currentTimeMillis();
        start = start == 0 ? end - batch.processingMillis() : start;
      }
    }

    private synchronized long millis() {
      return end - start;
    }
  }

  /** Keeps the newest total of each word, in this JVM, where all tasks run. */
  private static final class NewestTotals implements Sink<CountedWord> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Long> NEWEST = new ConcurrentHashMap<>();

    @Override
    public void write(BatchRows<CountedWord> rows, long batch) {
      rows.map(
          (part, task) -> {
            part.forEachRemaining(row -> NEWEST.put(row.getWord(), row.getCount()));
            return task.partition();
          });
    }
  }
}
