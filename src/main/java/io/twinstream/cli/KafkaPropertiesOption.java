package io.twinstream.cli;

import io.twinstream.ends.kafka.KafkaClientSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option of every command that is a client of Kafka. */
final class KafkaPropertiesOption {
  static final String NAME = "--kafka-properties";

  @Option(
      names = NAME,
      paramLabel = "FILE",
      description =
          "Kafka: a file of client properties, such as those for SASL_SSL; executors read it at the same path.")
  private Path file;

  /** Returns the file. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Returns the settings of Kafka's clients. */
  KafkaClientSettings read() {
    return KafkaClientSettings.read(file);
  }
}
