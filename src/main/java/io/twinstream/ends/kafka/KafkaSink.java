package io.twinstream.ends.kafka;

import io.twinstream.api.BatchRows;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.ends.StorableText;

/**
 * Sends rows to a topic, see {@link RowRecords}. A batch that is written again after a crash is
 * sent again: readers take the newest row of a batch and key. A row that is too large for the topic
 * is sent with the beginning and the hash of its long texts, see {@link StorableText}.
 */
final class KafkaSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;

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
    String servers = address.servers();
    KafkaClientSettings client = settings;
    RowRecords records = new RowRecords(address.topic(), format);
    rows.map(
        (part, task) -> {
          KafkaWriter writer = KafkaWriter.of(servers, client);
          while (part.hasNext()) {
            writer.send(records.forms(part.next(), batch));
          }
          writer.flush();
          return task.partition();
        });
  }
}
