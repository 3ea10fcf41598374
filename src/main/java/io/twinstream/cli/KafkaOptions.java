package io.twinstream.cli;

import io.twinstream.api.Engine;
import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.ends.kafka.KafkaReading;
import io.twinstream.error.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options of a run that reads from Kafka, or writes to it. */
final class KafkaOptions {
  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "A file of client properties, such as those for SASL_SSL; executors read it at the same path.")
  private Path properties;

  @Option(
      names = "--starting-offsets",
      paramLabel = "WHERE",
      description =
          "Where to start without a checkpoint: earliest, latest or {\"TOPIC\":{\"0\":12,\"1\":-2}}; default: earliest.")
  private String starting = KafkaReading.DEFAULT.starting();

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description =
          "The consumer group, which also names the offsets of --offsets group or table; default: a new group for each run; with --offsets: twinstream-JOB.")
  private String group;

  @Option(
      names = "--max-rate-per-partition",
      paramLabel = "N",
      description = "dstream: at most N records per second from each partition.")
  private Long maxRatePerPartition;

  @Option(
      names = "--max-offsets-per-trigger",
      paramLabel = "N",
      description = "structured: at most N offsets per micro-batch, over all partitions.")
  private Long maxOffsetsPerTrigger;

  /**
   * Returns how a source is read.
   *
   * @throws UserError if an option is malformed, or is one of the other engine
   */
  KafkaReading reading(Engine engine) {
    if (engine == Engine.DSTREAM && maxOffsetsPerTrigger != null) {
      throw UserError.usage(
          "--max-offsets-per-trigger: only structured has it; for dstream write --max-rate-per-partition, a rate for each partition");
    }
    if (engine == Engine.STRUCTURED && maxRatePerPartition != null) {
      throw UserError.usage(
          "--max-rate-per-partition: only dstream has it; for structured write --max-offsets-per-trigger: rate x seconds of a batch x partitions");
    }
    return new KafkaReading(
        client(),
        starting,
        Optional.ofNullable(group),
        of(maxRatePerPartition),
        of(maxOffsetsPerTrigger));
  }

  /** Returns the properties of Kafka's clients. */
  private KafkaClientSettings client() {
    return KafkaClientSettings.read(properties);
  }

  private static OptionalLong of(Long number) {
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
