package io.twinstream.sink;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.source.KafkaAddress;
import io.twinstream.source.KafkaClientSettings;
import io.twinstream.source.KafkaCluster;
import io.twinstream.source.KafkaWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends rows to a topic as JSON lines, each under its key columns as JSON, so that the rows of a
 * key stay in order. A batch that is written again after a crash is sent again: readers take the
 * newest row of a batch and key.
 */
final class KafkaSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

  private final KafkaAddress address;
  private final KafkaClientSettings settings;
  private final RowFormat format;

  KafkaSink(KafkaAddress address, KafkaClientSettings settings, RowFormat format) {
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
            R row = part.next();
            writer.send(
                to.topic(),
                key(columns, row).getBytes(StandardCharsets.UTF_8),
                columns.toJsonLine(row, batch).getBytes(StandardCharsets.UTF_8));
          }
          writer.flush();
          return task.partition();
        });
  }

  private static String key(RowFormat format, Object row) {
    ObjectNode key = format.toNode(row);
    List<String> columns = format.keyColumns();
    return key.retain(columns).toString();
  }
}
