package io.twinstream.ends.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.BatchRows;
import io.twinstream.api.InputRecord;
import io.twinstream.api.Rejection;
import io.twinstream.api.Sink;
import io.twinstream.ends.StorableText;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Where the records go that a job cannot read: a topic, with the reason and where each came from.
 * They are sent by the tasks that read them, before their batch is complete; a batch that is read
 * again sends them again.
 *
 * <p>As a sink, it is given all records of a batch and writes those that are rejected. A letter
 * that is too large for the topic has the beginning of the value, or none.
 */
public final class DeadLetters implements Sink<InputRecord> {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many characters of the value a letter has: all, or if it is too large then fewer. */
  private static final List<Integer> LENGTHS = List.of(Integer.MAX_VALUE, 10_000, 0);

  private static final int LONGEST_REASON = 200;

  private final KafkaAddress address;
  private final KafkaClientSettings settings;
  private final Rejection rejection;

  public DeadLetters(KafkaAddress address, KafkaClientSettings settings, Rejection rejection) {
    this.address = address;
    this.settings = settings;
    this.rejection = rejection;
  }

  /** Makes the topic if it is missing. */
  @Override
  public void check() {
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      cluster.create(address.topic(), 1);
    }
  }

  @Override
  public void write(BatchRows<InputRecord> records, long batch) {
    send(records);
  }

  /** Sends those of a batch that are rejected; returns how many. */
  public long send(BatchRows<InputRecord> records) {
    return records
        .map(
            (part, task) -> {
              LongAdder sent = new LongAdder();
              passing(part, record -> record, sent::increment).forEachRemaining(passed -> {});
              return sent.sum();
            })
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /**
   * Returns the same elements, and sends those that are rejected on the way.
   *
   * @param record how to see an element as a record
   * @param sent is told of each letter
   */
  public <T> Iterator<T> passing(
      Iterator<T> elements, Function<T, InputRecord> record, Runnable sent) {
    KafkaWriter writer = KafkaWriter.of(address.servers(), settings);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean isMore = elements.hasNext();
        if (!isMore) {
          writer.flush();
        }
        return isMore;
      }

      @Override
      public T next() {
        T element = elements.next();
        InputRecord each = record.apply(element);
        rejection
            .reason(each)
            .ifPresent(
                reason -> {
                  writer.send(letters(each, reason));
                  sent.run();
                });
        return element;
      }
    };
  }

  /** Returns the forms of a letter, the largest first. */
  private Iterator<ProducerRecord<byte[], byte[]>> letters(InputRecord record, String reason) {
    return LENGTHS.stream()
        .map(
            most ->
                new ProducerRecord<byte[], byte[]>(address.topic(), letter(record, reason, most)))
        .iterator();
  }

  /**
   * @param most characters of the value; no value if that is 0
   */
  private static byte[] letter(InputRecord record, String reason, int most) {
    String value = record.value();
    boolean isCut = value != null && value.length() > most;
    ObjectNode letter =
        JSON.createObjectNode()
            .put("reason", StorableText.wellFormed(StorableText.beginning(reason, LONGEST_REASON)))
            .put("topic", record.topic())
            .put("partition", record.partition())
            .put("offset", record.offset());
    if (value == null || (isCut && most == 0)) {
      letter.putNull("value");
    } else {
      letter.put("value", StorableText.wellFormed(StorableText.beginning(value, most)));
    }
    if (isCut) {
      letter.put("truncated", true);
    }
    try {
      return JSON.writeValueAsBytes(letter);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
