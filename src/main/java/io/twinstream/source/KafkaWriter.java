package io.twinstream.source;

import io.twinstream.error.UserError;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer that all tasks of this process share, as one is costly to make. What was sent is safe
 * when {@link #flush} has returned.
 */
public final class KafkaWriter {
  private static final Map<Map<String, Object>, KafkaWriter> WRITERS = new ConcurrentHashMap<>();

  private final String servers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> refused = new AtomicReference<>();

  private KafkaWriter(String servers, Map<String, Object> client) {
    this.servers = servers;
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Returns the writer to a cluster. */
  public static KafkaWriter of(String servers, KafkaClientSettings settings) {
    Map<String, Object> client = new HashMap<>(settings.properties());
    client.put("bootstrap.servers", servers);
    client.putIfAbsent("linger.ms", "5");
    return WRITERS.computeIfAbsent(client, any -> new KafkaWriter(servers, client));
  }

  /** Sends a record; both may be null. */
  public void send(String topic, byte[] key, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic, key, value),
        (at, failure) -> {
          if (failure != null) {
            refused.compareAndSet(null, failure);
          }
        });
  }

  /**
   * Returns when the brokers have what was sent.
   *
   * @throws UserError if they refused a record
   */
  public void flush() {
    producer.flush();
    Exception failure = refused.getAndSet(null);
    if (failure != null) {
      throw UserError.failed(
          "kafka %s: a record was refused: %s".formatted(servers, failure.getMessage()), failure);
    }
  }
}
