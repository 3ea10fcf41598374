package io.twinstream.ends.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.RowFormat;
import io.twinstream.ends.StorableText;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rows as records: JSON lines, each under its key columns as JSON, so that the rows of a key stay
 * in order.
 */
record RowRecords(String topic, RowFormat format) implements Serializable {
  /** How many bytes a text of a row has: all, or if the row is too large then fewer. */
  private static final List<Integer> LENGTHS = List.of(Integer.MAX_VALUE, 10_000, 200);

  /** Returns the row, and for a topic that it is too large for the row with shorter texts. */
  Iterator<ProducerRecord<byte[], byte[]>> forms(Object row, long batch) {
    ObjectNode columns = format.toNode(row);
    return LENGTHS.stream().map(most -> record(shortened(columns, most), batch)).iterator();
  }

  private ProducerRecord<byte[], byte[]> record(ObjectNode row, long batch) {
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
