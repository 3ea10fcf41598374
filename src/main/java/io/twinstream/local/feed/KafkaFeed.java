package io.twinstream.local.feed;

import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.Lines;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends lines to topics, at most so many a second; line n of a topic goes to partition n modulo
 * their number.
 *
 * @param linesPerSecond 0 for as fast as the broker takes them
 * @param most stops after so many lines
 * @param partitions of a topic that must be made
 */
public record KafkaFeed(long linesPerSecond, long most, int partitions) {
  private static final long PAUSE_NANOS = 2_000_000;

  /**
   * Sends until the lines are over, {@link #most} are sent or a stop is requested; returns when the
   * broker has acknowledged what was sent.
   *
   * @param address with as many topics as the lines are for
   * @param progress told now and then how many lines are acknowledged
   * @throws UserError if a topic cannot be made, or a line is refused
   */
  public Feed.Sent send(
      Lines lines,
      KafkaAddress address,
      KafkaClientSettings settings,
      StopRequest stop,
      LongConsumer progress)
      throws IOException {
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      for (String topic : address.topics()) {
        cluster.create(topic, partitions);
      }
    }
    Map<String, Object> client = new HashMap<>(settings.properties());
    client.put("bootstrap.servers", address.servers());
    client.putIfAbsent("linger.ms", "5");
    AtomicReference<Exception> refused = new AtomicReference<>();
    AtomicLong acknowledged = new AtomicLong();
    SentLines sent;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Partitions> topics =
          address.topics().stream()
              .map(topic -> new Partitions(topic, producer.partitionsFor(topic).size()))
              .toList();
      sent = new SentLines(linesPerSecond);
      FeedLine line = most > 0 ? lines.next() : null;
      while (line != null && !stop.isRequested() && refused.get() == null) {
        if (sent.isTooEarly()) {
          LockSupport.parkNanos(PAUSE_NANOS);
        } else {
          producer.send(
              topics.get(line.topic()).next(line.bytes()),
              (at, failure) -> {
                if (failure == null) {
                  acknowledged.incrementAndGet();
                } else {
                  refused.compareAndSet(null, failure);
                }
              });
          sent.add(line);
          line = sent.lines() < most ? lines.next() : null;
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
    return sent.total();
  }

  /** The partitions of a topic, one after the other. */
  private static final class Partitions {
    private final String topic;
    private final int count;
    private int next;

    private Partitions(String topic, int count) {
      this.topic = topic;
      this.count = count;
    }

    private ProducerRecord<byte[], byte[]> next(byte[] value) {
      int partition = next;
      next = (next + 1) % count;
      return new ProducerRecord<>(topic, partition, null, value);
    }
  }
}
