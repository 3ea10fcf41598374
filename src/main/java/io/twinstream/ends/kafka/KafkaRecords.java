package io.twinstream.ends.kafka;

import io.twinstream.api.InputRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Kafka's records as those of a source, each with its arrival. A producer's clock that is too far
 * ahead is not believed: one record would take the watermark of a port there, and so silence it.
 */
final class KafkaRecords {
  /** How far a producer's clock may be ahead; a record that is further arrived when it was read. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  /** The arrival as a column of the port. */
  static final String ARRIVED_AT =
      "IF(timestamp > current_timestamp() + INTERVAL %d SECONDS, current_timestamp(), timestamp) AS arrivedAt"
          .formatted(CLOCK_DIFFERENCE.toSeconds());

  private KafkaRecords() {}

  /** Returns the record. */
  static InputRecord of(ConsumerRecord<byte[], byte[]> each, long readAtMillis) {
    boolean isBelieved = each.timestamp() - readAtMillis <= CLOCK_DIFFERENCE.toMillis();
    return new InputRecord(
        each.topic(),
        each.partition(),
        each.offset(),
        isBelieved ? each.timestamp() : readAtMillis,
        each.key(),
        each.value(),
        headers(each.headers()));
  }

  /** Returns the headers in their order. */
  static List<InputRecord.Header> headers(Headers headers) {
    List<InputRecord.Header> all = List.of();
    for (Header each : headers) {
      all = all.isEmpty() ? new ArrayList<>() : all;
      all.add(new InputRecord.Header(each.key(), each.value()));
    }
    return all;
  }
}
