package io.twinstream.migration.own;

import io.twinstream.api.InputRecord;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as Kafka's consumer gives them. */
final class KafkaRecords {
  private KafkaRecords() {}

  /** Returns the record with its key and value as text or as bytes. */
  static ConsumerRecord<Object, Object> of(InputRecord each, boolean isTextKey, boolean isText) {
    RecordHeaders headers = new RecordHeaders();
    each.headers().forEach(header -> headers.add(header.name(), header.value()));
    return new ConsumerRecord<>(
        each.topic(),
        each.partition(),
        each.offset(),
        each.arrivedAtMillis(),
        TimestampType.CREATE_TIME,
        size(each.key()),
        size(each.valueBytes()),
        ClassicMethod.key(each, isTextKey),
        ClassicMethod.payload(each, isText),
        headers,
        Optional.empty());
  }

  private static int size(byte[] bytes) {
    return bytes == null ? ConsumerRecord.NULL_SIZE : bytes.length;
  }
}
