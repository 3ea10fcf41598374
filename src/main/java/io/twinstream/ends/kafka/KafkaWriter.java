package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What one task sends to a cluster. It is safe when {@link #flush} has returned, which throws for
 * the records of this writer alone.
 *
 * <p>The producer is costly to make, so the writers of a process share one for each cluster and
 * settings. One whose credentials were refused is not used again: the next writer follows the
 * references to secrets anew.
 */
final class KafkaWriter {
  private static final Map<Map<String, Object>, Producer<byte[], byte[]>> PRODUCERS =
      new ConcurrentHashMap<>();

  private static final long MORE_MILLIS = 10_000;

  private final Map<String, Object> client;
  private final Producer<byte[], byte[]> producer;
  private final Queue<Iterator<ProducerRecord<byte[], byte[]>>> tooLarge =
      new ConcurrentLinkedQueue<>();

  /** Guarded by this, as the callbacks of the producer come in its own thread. */
  private long unanswered;

  private Exception refused;

  private KafkaWriter(Map<String, Object> client, Producer<byte[], byte[]> producer) {
    this.client = client;
    this.producer = producer;
  }

  /** Returns a writer to a cluster. */
  public static KafkaWriter of(String servers, KafkaClientSettings settings) {
    return of(
        servers,
        settings,
        client ->
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /**
   * @param connect makes a producer where there is none
   */
  static KafkaWriter of(
      String servers,
      KafkaClientSettings settings,
      Function<Map<String, Object>, Producer<byte[], byte[]>> connect) {
    Map<String, Object> client = new HashMap<>(settings.properties());
    client.put("bootstrap.servers", servers);
    client.putIfAbsent("linger.ms", "5");
    return new KafkaWriter(client, PRODUCERS.computeIfAbsent(client, connect));
  }

  /** Sends a record; both may be null. */
  public void send(String topic, byte[] key, byte[] value) {
    send(List.of(new ProducerRecord<>(topic, key, value)).iterator());
  }

  /**
   * Sends a record in the first of its forms that is not too large for the client, the broker or
   * the topic.
   *
   * @param forms one or more, asked for as they are needed, in any thread
   */
  public void send(Iterator<ProducerRecord<byte[], byte[]>> forms) {
    ProducerRecord<byte[], byte[]> record = forms.next();
    synchronized (this) {
      unanswered++;
    }
    try {
      producer.send(record, (at, failure) -> answered(forms, failure));
    } catch (RuntimeException e) { // there is no callback then
      answered(Collections.emptyIterator(), e);
      throw e;
    }
  }

  private synchronized void answered(
      Iterator<ProducerRecord<byte[], byte[]>> forms, Exception failure) {
    unanswered--;
    if (failure instanceof RecordTooLargeException && forms.hasNext()) {
      tooLarge.add(forms); // sent by flush, as a callback must not wait for room in the buffer
    } else if (failure != null && refused == null) {
      refused = failure;
    }
    notifyAll();
  }

  /**
   * Returns when the brokers have what was sent.
   *
   * @throws UserError if they refused a record
   */
  public void flush() {
    do {
      awaitAnswers();
    } while (sendSmaller());
    Exception failure = refusal();
    if (failure instanceof AuthenticationException && PRODUCERS.remove(client, producer)) {
      producer.close(Duration.ZERO);
    }
    if (failure != null) {
      throw UserError.failed(
          "kafka %s: a record was refused: %s"
              .formatted(client.get("bootstrap.servers"), failure.getMessage()),
          failure);
    }
  }

  /** Tells whether there was a record that was too large. */
  private boolean sendSmaller() {
    boolean isAny = false;
    for (Iterator<ProducerRecord<byte[], byte[]>> forms = tooLarge.poll();
        forms != null;
        forms = tooLarge.poll()) {
      isAny = true;
      send(forms);
    }
    return isAny;
  }

  /**
   * A flush of the producer alone does not wait for the parts of a batch that it had to split; and
   * no answer comes when its thread has died.
   */
  private void awaitAnswers() {
    producer.flush();
    long deadline = System.nanoTime() + Duration.ofMillis(answerLimitMillis()).toNanos();
    synchronized (this) {
      while (unanswered > 0) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
          throw UserError.failed(
              "kafka %s: no answer to %,d records in %,d ms"
                  .formatted(client.get("bootstrap.servers"), unanswered, answerLimitMillis()));
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw UserError.failed("interrupted", e);
        }
      }
    }
  }

  /** Longer than the client takes to give a record up. */
  private long answerLimitMillis() {
    Object delivery = client.getOrDefault("delivery.timeout.ms", "120000");
    return Long.parseLong(delivery.toString()) + MORE_MILLIS;
  }

  private synchronized Exception refusal() {
    Exception failure = refused;
    refused = null;
    return failure;
  }
}
