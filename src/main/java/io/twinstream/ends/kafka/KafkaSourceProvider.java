package io.twinstream.ends.kafka;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Source;
import io.twinstream.api.SourceProvider;
import java.time.Duration;

/** Topics of Kafka, read as a {@link KafkaReading} says. */
public final class KafkaSourceProvider implements SourceProvider {
  @Override
  public String usage() {
    return "kafka:HOST:PORT/TOPIC[,TOPIC]";
  }

  @Override
  public Source open(String spec, Duration batchInterval, EndSettings settings) {
    return new KafkaSource(
        KafkaAddress.parse(spec), settings.get(KafkaReading.class).orElse(KafkaReading.DEFAULT));
  }
}
