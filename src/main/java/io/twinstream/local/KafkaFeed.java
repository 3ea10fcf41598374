package io.twinstream.local;

import io.twinstream.error.UserError;
import io.twinstream.run.StopRequest;
import io.twinstream.source.KafkaAddress;
import io.twinstream.source.KafkaClientSettings;
import io.twinstream.source.KafkaCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends lines to a topic, at most so many a second; line n goes to partition n modulo their number.
 *
 * @param linesPerSecond 0 for as fast as the broker takes them
 * @param most stops after so many lines
 * @param partitions of the topic if it must be made
 */
public record KafkaFeed(long linesPerSecond, long most, int partitions) {
  private static final long PAUSE_NANOS = 2_000_000;

  /**
   * Sends until the lines are over, {@link #most} are sent or a stop is requested; returns when the
   * broker has acknowledged what was sent.
   *
   * @param progress told now and then how many lines are acknowledged
   * @throws UserError if the topic cannot be made, or a line is refused
   */
  public Feed.Sent send(
      Lines lines,
      KafkaAddress address,
      KafkaClientSettings settings,
      StopRequest stop,
      LongConsumer progress)
      throws IOException {
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      cluster.create(address.topic(), partitions);
    }
    Map<String, Object> client = new HashMap<>(settings.properties());
    client.put("bootstrap.servers", address.servers());
    client.putIfAbsent("linger.ms", "5");
    AtomicReference<Exception> refused = new AtomicReference<>();
    AtomicLong acknowledged = new AtomicLong();
    long sent = 0;
    long bytes = 0;
    long start = System.nanoTime();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      int count = producer.partitionsFor(address.topic()).size();
      byte[] line = most > 0 ? lines.next() : null;
      while (line != null && !stop.isRequested() && refused.get() == null) {
        if (isTooEarly(sent, System.nanoTime() - start)) {
          LockSupport.parkNanos(PAUSE_NANOS);
        } else {
          producer.send(
              new ProducerRecord<>(address.topic(), (int) (sent % count), null, line),
              (at, failure) -> {
                if (failure == null) {
                  acknowledged.incrementAndGet();
                } else {
                  refused.compareAndSet(null, failure);
                }
              });
          sent++;
          bytes += line.length;
          line = sent < most ? lines.next() : null;
        }
        progress.accept(acknowledged.get());
      }
      producer.flush();
    }
    if (refused.get() != null) {
      throw UserError.failed(
          "%s: a line was refused: %s".formatted(address.spec(), refused.get().getMessage()),
          refused.get());
    }
    return new Feed.Sent(acknowledged.get(), bytes, Duration.ofNanos(System.nanoTime() - start));
  }

  private boolean isTooEarly(long sent, long nanos) {
    return linesPerSecond > 0 && sent >= nanos / 1e9 * linesPerSecond;
  }
}
