package io.twinstream.ends.kafka;

import com.google.common.base.Throwables;
import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.ends.Retries;
import io.twinstream.error.UserError;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the rows of a batch to a topic in one transaction, by the driver, which holds them in
 * memory. A consumer that reads what is committed sees all of them or none, each once: the
 * transaction also commits the batch, the next one as the offset of the group {@code
 * twinstream-RUN}, and one that is committed is not sent again.
 *
 * <p>The transactional id is the run's, so the broker lets only the driver that began it last
 * write; the metadata of that offset has the driver's epoch, so that one which was away for a while
 * does not begin it anew under the eyes of its successor.
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
  private final Retries retries;

  /** Null before the first batch, and after one that was not answered. */
  private transient KafkaProducer<byte[], byte[]> producer;

  private long epoch;

  /** The last batch that is committed. */
  private long done;

  TransactionalKafkaSink(KafkaAddress address, KafkaClientSettings settings, SinkRows<R> rows) {
    this.address = address;
    this.settings = settings;
    this.records = new RowRecords(address.topic(), rows.format());
    this.name = "twinstream-" + rows.runId();
    this.mostBytes = DEFAULT_REQUEST - OVERHEAD;
    this.retries = new Retries(address.spec());
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
  public void takeOver(long least, String driver) {
    try {
      epoch = Math.max(least, mark().map(TransactionalKafkaSink::epoch).orElse(-1L) + 1);
      open();
      producer.beginTransaction();
      commit(done);
    } catch (KafkaException e) {
      throw failed("no transaction can be begun", e);
    }
  }

  @Override
  public void giveUp() {
    retries.giveUp();
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
      retries.run(
          () -> {
            send(sent, batch);
            return null;
          },
          TransactionalKafkaSink::isAway);
    } catch (KafkaException e) {
      // What came of it is known to the next driver, which the broker tells.
      throw failed("batch %d is not known to be written".formatted(batch), e);
    }
  }

  /** Sends a batch; where its answer was lost, the broker is asked first what came of it. */
  private void send(List<ArrayList<Sent>> sent, long batch) {
    boolean isDone = false;
    try {
      if (producer == null) {
        if (mark().map(TransactionalKafkaSink::epoch).orElse(epoch) > epoch) {
          throw takenOver(batch, null);
        }
        open();
      }
      if (batch > done) {
        producer.beginTransaction();
        sent.forEach(
            some ->
                some.forEach(
                    each ->
                        producer.send(
                            new ProducerRecord<>(address.topic(), each.key(), each.value()))));
        producer.flush(); // a fenced producer finds that out here, and else waits for its limit
        commit(batch);
      }
      isDone = true;
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw takenOver(batch, e);
    } finally {
      if (!isDone && producer != null) {
        producer.close(Duration.ZERO);
        producer = null;
      }
    }
  }

  private void commit(long batch) {
    OffsetAndMetadata mark = new OffsetAndMetadata(batch + 1, Long.toString(epoch));
    producer.sendOffsetsToTransaction(Map.of(marked(), mark), new ConsumerGroupMetadata(name));
    producer.commitTransaction();
    done = batch;
  }

  private void open() {
    Map<String, Object> client = new HashMap<>(settings.properties());
    client.put("bootstrap.servers", address.servers());
    client.put("transactional.id", name);
    client.putIfAbsent("linger.ms", "5");
    client.putIfAbsent("max.block.ms", "10000");
    client.putIfAbsent("request.timeout.ms", "10000");
    client.putIfAbsent("delivery.timeout.ms", "20000");
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    done = mark().map(OffsetAndMetadata::offset).orElse(0L) - 1;
  }

  private Optional<OffsetAndMetadata> mark() {
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      return cluster.committed(name, marked());
    }
  }

  /** Of the driver that has written a mark. */
  private static long epoch(OffsetAndMetadata mark) {
    return Long.parseLong(mark.metadata());
  }

  private UserError takenOver(long batch, KafkaException e) {
    return UserError.failed(
        "%s: another driver has taken run %s over, and writes on: batch %d was not written by this one"
            .formatted(address.spec(), name, batch),
        e);
  }

  private static boolean isAway(Exception failure) {
    return Throwables.getCausalChain(failure).stream()
        .anyMatch(each -> each instanceof RetriableException || each instanceof TimeoutException);
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
    Throwable root = Throwables.getRootCause(e);
    String hint =
        root instanceof AuthenticationException ? "" : "; start the run again with its checkpoint";
    return UserError.failed(
        "%s: %s: %s%s".formatted(address.spec(), what, root.getMessage(), hint), e);
  }
}
