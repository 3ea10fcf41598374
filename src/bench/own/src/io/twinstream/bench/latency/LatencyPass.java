package io.twinstream.bench.latency;

import io.twinstream.api.BatchRows;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Sink;
import io.twinstream.api.StructuredTwin;
import io.twinstream.bench.shared.BenchSession;
import io.twinstream.bench.shared.PerBatchCount;
import io.twinstream.bench.shared.StreamingAggregateCount;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaReading;
import io.twinstream.ends.kafka.KafkaSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.Until;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordCountJob;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * A contestant of {@code latency} in this JVM. It says {@code ready} when it reads, and ends when
 * the last mark has come out.
 */
final class LatencyPass {
  private static final Duration CLASSIC_INTERVAL = Duration.ofMillis(100);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final String OUT = "-out";

  private final String servers;
  private final String topic;
  private final Path folder;
  private final PrintStream out;
  private final StopRequest stop = new StopRequest();
  private final Marks marks;

  private LatencyPass(String[] arguments, PrintStream out) {
    servers = arguments[0];
    topic = arguments[1];
    marks =
        new Marks(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), stop::request);
    folder = Path.of(arguments[4]);
    this.out = out;
  }

  /**
   * Runs it to its end and returns what came out.
   *
   * @param arguments servers, topic, marks of the warm-up, all marks, folder for checkpoints
   */
  static LatencyResult.Measured run(
      LatencyContestant contestant, String[] arguments, PrintStream out) throws Exception {
    LatencyPass pass = new LatencyPass(arguments, out);
    switch (contestant) {
      case LIMIT -> {
        pass.ready();
        pass.consume(pass.topic);
      }
      case CONTINUOUS -> pass.stateless(Trigger.Continuous("1 second"), OutputMode.Append());
      case REAL_TIME -> pass.stateless(realTime().orElseThrow(), OutputMode.Update());
      case DSTREAM -> pass.classic(WordCountJob.JOB.dstream(WordCountJob.JOB.newOptions()));
      case SPARK_DSTREAM -> pass.classic(new PerBatchCount());
      case STRUCTURED ->
          pass.port(WordCountJob.JOB.structured(WordCountJob.JOB.newOptions()), Map.of());
      case SPARK_STRUCTURED ->
          pass.port(new StreamingAggregateCount(), Map.of("spark.sql.shuffle.partitions", "200"));
      default -> throw new IllegalArgumentException(contestant.label());
    }
    return LatencyResult.Measured.of(pass.marks);
  }

  private void ready() {
    out.println("ready");
    out.flush();
  }

  private void consume(String from) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(from).stream()
              .map(each -> new TopicPartition(from, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stop.isRequested()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          String line = new String(record.value(), StandardCharsets.UTF_8);
          marks.saw(line.substring(line.lastIndexOf(' ') + 1), 1, MarkedLines.nowMicros());
        }
      }
    }
  }

  private void classic(DStreamTwin<CountedWord> twin) throws IOException {
    KafkaSource source = source();
    try (SparkSession session = BenchSession.open(Map.of(), source)) {
      DStreamRunner.run(twin, settings(source, CLASSIC_INTERVAL), session, listener(), stop);
    }
  }

  private void port(StructuredTwin<CountedWord> twin, Map<String, String> conf) throws IOException {
    KafkaSource source = source();
    try (SparkSession session = BenchSession.open(conf, source)) {
      StructuredRunner.run(twin, settings(source, Duration.ZERO), session, listener(), stop);
    }
  }

  /** Returns the trigger of real-time mode; empty before Spark 4.1, whose method it is. */
  static Optional<Trigger> realTime() {
    try {
      return Optional.of(
          (Trigger) Trigger.class.getMethod("RealTime", String.class).invoke(null, "5 minutes"));
    } catch (NoSuchMethodException olderSpark) {
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void stateless(Trigger trigger, OutputMode mode) throws Exception {
    KafkaSource source = source();
    try (SparkSession session = BenchSession.open(Map.of(), source)) {
      StreamingQuery query =
          session
              .readStream()
              .format("kafka")
              .option("kafka.bootstrap.servers", servers)
              .option("subscribe", topic)
              .option("startingOffsets", "earliest")
              .load()
              .selectExpr("CAST(value AS STRING) AS value")
              .writeStream()
              .format("kafka")
              .option("kafka.bootstrap.servers", servers)
              .option("topic", topic + OUT)
              .option("checkpointLocation", folder.resolve("checkpoint").toString())
              .outputMode(mode)
              .trigger(trigger)
              .start();
      ready();
      consume(topic + OUT);
      query.stop();
    }
  }

  /** Returns the name of the topic that a query from Kafka to Kafka writes to. */
  static String outOf(String topic) {
    return topic + OUT;
  }

  private KafkaSource source() {
    KafkaSource source =
        new KafkaSource(new KafkaAddress(servers, List.of(topic)), KafkaReading.DEFAULT);
    source.check();
    return source;
  }

  private RunSettings<CountedWord> settings(KafkaSource source, Duration interval) {
    Found.marks = marks;
    return new RunSettings<>(source, new Found(), Optional.empty(), interval, Until.NEVER);
  }

  private RunListener listener() {
    return new RunListener() {
      @Override
      public void started() {
        ready();
      }
    };
  }

  /** Looks for marks, in this JVM, where all tasks run. */
  private static final class Found implements Sink<CountedWord> {
    private static final long serialVersionUID = 1L;
    private static volatile Marks marks;

    @Override
    public void write(BatchRows<CountedWord> rows, long batch) {
      rows.map(
          (part, task) -> {
            part.forEachRemaining(
                row -> marks.saw(row.getWord(), row.getCount(), MarkedLines.nowMicros()));
            return task.partition();
          });
    }
  }
}
