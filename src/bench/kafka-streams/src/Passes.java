import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * Running totals of words on Kafka Streams at its defaults, with two threads. The arguments and what
 * it prints are those that the package io.twinstream.bench names.
 */
public final class Passes {
  private static final String STORE = "totals";

  private Passes() {}

  public static void main(String[] args) throws Exception {
    BufferedReader asked = new BufferedReader(new InputStreamReader(System.in));
    for (int pass = 0; pass == 0 || asked.readLine() != null; pass++) {
      long millis = count(args[0], args[1], Long.parseLong(args[3]), Path.of(args[4]), pass);
      System.out.printf("pass %d %d%n", pass, millis);
    }
  }

  private static long count(String servers, String topic, long words, Path folder, int pass)
      throws InterruptedException, IOException {
    AtomicLong firstNanos = new AtomicLong();
    AtomicLong counted = new AtomicLong();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(topic, Consumed.with(Serdes.ByteArray(), Serdes.String()))
        .peek((key, line) -> firstNanos.compareAndSet(0, System.nanoTime()))
        .flatMapValues(line -> List.of(line.split(" ")))
        .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
        .aggregate(
            () -> 0L,
            (word, same, total) -> {
              counted.incrementAndGet();
              return total + 1;
            },
            Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as(STORE)
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.Long()));
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-" + UUID.randomUUID());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    settings.put("auto.offset.reset", "earliest");
    try (KafkaStreams streams = new KafkaStreams(builder.build(), settings)) {
      streams.start();
      while (counted.get() < words) {
        Thread.sleep(10);
      }
      long millis = Duration.ofNanos(System.nanoTime() - firstNanos.get()).toMillis();
      Files.write(folder.resolve("totals-" + pass), totals(streams));
      return millis;
    }
  }

  private static List<String> totals(KafkaStreams streams) {
    List<String> totals = new ArrayList<>();
    try (KeyValueIterator<String, Long> each =
        streams
            .store(
                StoreQueryParameters.fromNameAndType(
                    STORE, QueryableStoreTypes.<String, Long>keyValueStore()))
            .all()) {
      each.forEachRemaining(word -> totals.add(word.key + "\t" + word.value));
    }
    return totals;
  }
}
