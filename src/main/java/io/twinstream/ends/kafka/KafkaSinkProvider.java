package io.twinstream.ends.kafka;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkProvider;
import io.twinstream.api.SinkRows;

/** A topic of Kafka, a record for each row. */
public final class KafkaSinkProvider implements SinkProvider {
  @Override
  public String usage() {
    return "kafka:HOST:PORT/TOPIC";
  }

  @Override
  public <R> Sink<R> open(String spec, SinkRows<R> rows, EndSettings settings) {
    return new KafkaSink<>(
        KafkaAddress.ofOneTopic(spec),
        settings.get(KafkaClientSettings.class).orElse(KafkaClientSettings.NONE),
        rows.format());
  }
}
