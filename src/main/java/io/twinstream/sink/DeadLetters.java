package io.twinstream.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.source.KafkaAddress;
import io.twinstream.source.KafkaClientSettings;
import io.twinstream.source.KafkaCluster;
import io.twinstream.source.KafkaWriter;
import io.twinstream.source.SourceRecord;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the records go that a job cannot read: a topic, with the reason and where each came from.
 * They are sent by the tasks that read them, before their batch is complete; a batch that is read
 * again sends them again.
 */
public final class DeadLetters implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaAddress address;
  private final KafkaClientSettings settings;
  private final Rejection rejection;

  public DeadLetters(KafkaAddress address, KafkaClientSettings settings, Rejection rejection) {
    this.address = address;
    this.settings = settings;
    this.rejection = rejection;
  }

  /** Why a job cannot read a record. */
  public interface Rejection extends Serializable {
    /** Returns the reason; empty if it can. */
    Optional<String> reason(SourceRecord record);
  }

  /** Makes the topic if it is missing. */
  public void check() {
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      cluster.create(address.topic(), 1);
    }
  }

  /**
   * Returns the same elements, and sends those that are rejected on the way.
   *
   * @param record how to see an element as a record
   */
  public <T> Iterator<T> passing(Iterator<T> elements, Function<T, SourceRecord> record) {
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
        SourceRecord each = record.apply(element);
        rejection
            .reason(each)
            .ifPresent(reason -> writer.send(address.topic(), null, letter(each, reason)));
        return element;
      }
    };
  }

  private static byte[] letter(SourceRecord record, String reason) {
    try {
      return JSON.writeValueAsBytes(
          JSON.createObjectNode()
              .put("reason", reason)
              .put("topic", record.topic())
              .put("partition", record.partition())
              .put("offset", record.offset())
              .put("value", record.value()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
