import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;

/**
 * Running totals of words on Flink at its defaults, checkpointed every ten seconds, parallelism 2. Says
 * {@code mark WORD TOTAL MICROS} for each mark when its total is there, and ends after the last one.
 * The arguments are those that the package io.twinstream.bench names.
 */
public final class Latency {
  private static final int CHECKPOINT_EVERY_MILLIS = 10_000;
  private static final Set<String> MARKS = ConcurrentHashMap.newKeySet();
  private static CountDownLatch missing;

  private Latency() {}

  public static void main(String[] args) throws Exception {
    missing = new CountDownLatch(Integer.parseInt(args[3]));
    Configuration settings = new Configuration();
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, Path.of(args[4], "checkpoints").toUri().toString());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, settings);
    env.enableCheckpointing(CHECKPOINT_EVERY_MILLIS);
    KafkaSource<String> source =
        KafkaSource.<String>builder()
            .setBootstrapServers(args[0])
            .setTopics(args[1])
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "lines")
        .flatMap(new Passes.Words())
        .keyBy(word -> word.f0)
        .sum(1)
        .addSink(new Marks());
    env.executeAsync();
    System.out.println("ready");
    missing.await();
    System.exit(0);
  }

  /** Looks for marks, in this JVM, where all tasks run. */
  public static final class Marks implements SinkFunction<Tuple2<String, Long>> {
    @Override
    public void invoke(Tuple2<String, Long> total, Context context) {
      if (total.f0.startsWith("@")) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        System.out.println("mark " + total.f0 + " " + total.f1 + " " + micros);
        if (MARKS.add(total.f0)) {
          missing.countDown();
        }
      }
    }
  }
}
