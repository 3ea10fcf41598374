package io.twinstream.ends.kafka;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;

/** A topic of Kafka, a record for each row. */
public final class KafkaSinkProvider implements SinkProvider {
  private static final String TRANSACTIONAL = "?transactional=true";

  @Override
  public String usage() {
    return "kafka:HOST:PORT/TOPIC[" + TRANSACTIONAL + "]";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    KafkaClientSettings client =
        settings.get(KafkaClientSettings.class).orElse(KafkaClientSettings.NONE);
    if (spec.endsWith(TRANSACTIONAL)) {
      String topic = spec.substring(0, spec.length() - TRANSACTIONAL.length());
      return new TransactionalKafkaSink<>(KafkaAddress.ofOneTopic(topic), client, rows);
    }
    return new KafkaSink<>(KafkaAddress.ofOneTopic(spec), client, rows.format());
  }
}
