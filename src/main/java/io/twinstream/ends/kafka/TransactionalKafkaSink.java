package io.twinstream.ends.kafka;

import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the rows of a batch to a topic in one transaction, by the driver, which holds them in
 * memory. A consumer that reads what is committed sees all of them or none, each once: the
 * transaction also commits the batch, as the offset of the group {@code twinstream-RUN}, and one
 * that is committed is not sent again.
 *
 * <p>The transactional id is the run's, so the broker lets only the driver that started last write.
 */
final class TransactionalKafkaSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  /** What a record has beside its key and value: less than so many bytes. */
  private static final int OVERHEAD = 512;

  private static final int DEFAULT_REQUEST = 1 << 20;

  private final KafkaAddress address;
  private final KafkaClientSettings settings;
  private final RowRecords records;
  private final String name;
  private int mostBytes;
  private transient KafkaProducer<byte[], byte[]> producer;

  /** The last batch that is committed. */
  private long done;

  TransactionalKafkaSink(KafkaAddress address, KafkaClientSettings settings, SinkRows<R> rows) {
    this.address = address;
    this.settings = settings;
    this.records = new RowRecords(address.topic(), rows.format());
    this.name = "twinstream-" + rows.runId();
    this.mostBytes = DEFAULT_REQUEST - OVERHEAD;
  }

  /** Makes the topic if it is missing, with one partition. */
  @Override
  public void check() {
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      cluster.create(address.topic(), 1);
      int ofClient =
          Integer.parseInt(
              settings
                  .properties()
                  .getOrDefault("max.request.size", Integer.toString(DEFAULT_REQUEST)));
      int ofTopic =
          cluster
              .setting(address.topic(), "max.message.bytes")
              .map(Integer::parseInt)
              .orElse(DEFAULT_REQUEST);
      mostBytes = Math.min(ofClient, ofTopic) - OVERHEAD;
    }
  }

  /** Ends the transaction of an earlier driver, which can write no more. */
  @Override
  public void takeOver(long epoch, String driver) {
    Map<String, Object> client = new HashMap<>(settings.properties());
    client.put("bootstrap.servers", address.servers());
    client.put("transactional.id", name);
    client.putIfAbsent("linger.ms", "5");
    try {
      producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
      producer.initTransactions();
    } catch (KafkaException e) {
      throw failed("no transaction can be begun", e);
    }
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      done = cluster.committed(name).getOrDefault(marked(), -1L);
    }
  }

  @Override
  public void giveUp() {
    KafkaProducer<byte[], byte[]> waiting = producer;
    if (waiting != null) {
      waiting.close(Duration.ZERO);
    }
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    if (producer == null) { // a driver that shares its run with no other
      takeOver(0, "");
    }
    if (batch <= done) {
      return; // the caller computes the rows that nobody asked for
    }
    RowRecords forms = records;
    int most = mostBytes;
    List<ArrayList<Sent>> sent =
        rows.map(
            (part, task) -> {
              ArrayList<Sent> some = new ArrayList<>();
              part.forEachRemaining(row -> some.add(fitting(forms.forms(row, batch), most)));
              return some;
            });
    try {
      producer.beginTransaction();
      sent.forEach(
          some ->
              some.forEach(
                  each ->
                      producer.send(
                          new ProducerRecord<>(address.topic(), each.key(), each.value()))));
      producer.flush(); // a fenced producer finds that out here, and else waits for its limit
      producer.sendOffsetsToTransaction(
          Map.of(marked(), new OffsetAndMetadata(batch)), new ConsumerGroupMetadata(name));
      producer.commitTransaction();
      done = batch;
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw UserError.failed(
          "%s: another driver has taken run %s over, and writes on: batch %d was not written by this one"
              .formatted(address.spec(), name, batch),
          e);
    } catch (KafkaException e) {
      // What came of it is known to the next driver, which the broker tells.
      throw failed("batch %d is not known to be written".formatted(batch), e);
    }
  }

  /** A record as the task made it. */
  private record Sent(byte[] key, byte[] value) implements Serializable {}

  private static Sent fitting(Iterator<ProducerRecord<byte[], byte[]>> forms, int most) {
    ProducerRecord<byte[], byte[]> form = forms.next();
    while (form.key().length + form.value().length > most && forms.hasNext()) {
      form = forms.next();
    }
    return new Sent(form.key(), form.value());
  }

  private TopicPartition marked() {
    return new TopicPartition(address.topic(), 0);
  }

  private UserError failed(String what, KafkaException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String hint =
        root instanceof AuthenticationException ? "" : "; start the run again with its checkpoint";
    return UserError.failed(
        "%s: %s: %s%s".formatted(address.spec(), what, root.getMessage(), hint), e);
  }
}
