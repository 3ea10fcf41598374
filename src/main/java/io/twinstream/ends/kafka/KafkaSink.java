package io.twinstream.ends.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.BatchRows;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.ends.StorableText;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends rows to a topic as JSON lines, each under its key columns as JSON, so that the rows of a
 * key stay in order. A batch that is written again after a crash is sent again: readers take the
 * newest row of a batch and key. A row that is too large for the topic is sent with the beginning
 * and the hash of its long texts, see {@link StorableText}.
 */
final class KafkaSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  /** How many bytes a text of a row has: all, or if the row is too large then fewer. */
  private static final List<Integer> LENGTHS = List.of(Integer.MAX_VALUE, 10_000, 200);

  private final KafkaAddress address;
  private final KafkaClientSettings settings;
  private final RowFormat format;

  public KafkaSink(KafkaAddress address, KafkaClientSettings settings, RowFormat format) {
    this.address = address;
    this.settings = settings;
    this.format = format;
  }

  /** Makes the topic if it is missing, with one partition. */
  @Override
  public void check() {
    try (KafkaCluster cluster = KafkaCluster.connect(address.servers(), settings)) {
      cluster.create(address.topic(), 1);
    }
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    KafkaAddress to = address;
    KafkaClientSettings client = settings;
    RowFormat columns = format;
    rows.map(
        (part, task) -> {
          KafkaWriter writer = KafkaWriter.of(to.servers(), client);
          while (part.hasNext()) {
            writer.send(records(to.topic(), columns, columns.toNode(part.next()), batch));
          }
          writer.flush();
          return task.partition();
        });
  }

  /** Returns the row, and for a topic that it is too large for the row with shorter texts. */
  private static Iterator<ProducerRecord<byte[], byte[]>> records(
      String topic, RowFormat format, ObjectNode row, long batch) {
    return LENGTHS.stream()
        .map(most -> record(topic, format, shortened(row, most), batch))
        .iterator();
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, RowFormat format, ObjectNode row, long batch) {
    ObjectNode line = row.objectNode().put("batch", batch);
    line.setAll(row);
    String key = row.deepCopy().retain(format.keyColumns()).toString();
    return new ProducerRecord<>(topic, bytes(key), bytes(line.toString()));
  }

  private static ObjectNode shortened(ObjectNode row, int most) {
    ObjectNode shortened = row.objectNode();
    row.fields()
        .forEachRemaining(
            column ->
                shortened.set(
                    column.getKey(),
                    column.getValue().isTextual()
                        ? row.textNode(StorableText.shortened(column.getValue().asText(), most))
                        : column.getValue()));
    return shortened;
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
