import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;
import org.apache.flink.util.Collector;

/**
 * Running totals of words on Flink: state on the heap, checkpointed every ten seconds, parallelism 2.
 * The arguments and what it prints are those that the package io.twinstream.bench names.
 */
public final class Passes {
  private static final int CHECKPOINT_EVERY_MILLIS = 10_000;
  private static final AtomicLong FIRST_NANOS = new AtomicLong();
  private static final AtomicLong LAST_NANOS = new AtomicLong();
  private static final Map<String, Long> TOTALS = new ConcurrentHashMap<>();

  private Passes() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[4]);
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
    for (int pass = 0; pass == 0 || asked.readLine() != null; pass++) {
      FIRST_NANOS.set(0);
      LAST_NANOS.set(0);
      TOTALS.clear();
      run(args[0], args[1], folder.resolve("checkpoints-" + pass));
      write(folder.resolve("totals-" + pass));
      System.out.printf(
          "pass %d %d%n", pass, Duration.ofNanos(LAST_NANOS.get() - FIRST_NANOS.get()).toMillis());
    }
  }

  private static void run(String servers, String topic, Path checkpoints) throws Exception {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2, settings);
    env.enableCheckpointing(CHECKPOINT_EVERY_MILLIS);
    KafkaSource<String> source =
        KafkaSource.<String>builder()
            .setBootstrapServers(servers)
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "lines")
        .flatMap(new Words())
        .keyBy(word -> word.f0)
        .sum(1)
        .addSink(new Totals());
    env.execute();
  }

  private static void write(Path totals) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(totals)) {
      for (Map.Entry<String, Long> word : TOTALS.entrySet()) {
        out.write(word.getKey() + "\t" + word.getValue() + "\n");
      }
    }
  }

  /** A pair for each word of a line. */
  public static final class Words implements FlatMapFunction<String, Tuple2<String, Long>> {
    private boolean hasBegun;

    @Override
    public void flatMap(String line, Collector<Tuple2<String, Long>> out) {
      if (!hasBegun) {
        hasBegun = true;
        FIRST_NANOS.compareAndSet(0, System.nanoTime());
      }
      for (String word : line.split(" ")) {
        out.collect(Tuple2.of(word, 1L));
      }
    }
  }

  /** Keeps the newest total of each word, in this JVM, where all tasks run. */
  public static final class Totals extends RichSinkFunction<Tuple2<String, Long>> {
    @Override
    public void invoke(Tuple2<String, Long> total, Context context) {
      TOTALS.put(total.f0, total.f1);
    }

    @Override
    public void close() {
      LAST_NANOS.accumulateAndGet(System.nanoTime(), Math::max);
    }
  }
}
