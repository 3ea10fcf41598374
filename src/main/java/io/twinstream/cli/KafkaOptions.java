package io.twinstream.cli;

import io.twinstream.api.Engine;
import io.twinstream.api.GroupCommitListener;
import io.twinstream.api.Source;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaReading;
import io.twinstream.ends.kafka.KafkaSource;
import io.twinstream.error.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a run that reads from Kafka, or writes to it. */
final class KafkaOptions {
  @Mixin private KafkaPropertiesOption properties;

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

  @Option(
      names = "--commit-to-group",
      paramLabel = "G",
      description =
          "Kafka, structured: commit the offsets of finished micro-batches to this consumer group, for what shows its lag.")
  private String commitToGroup;

  /**
   * Returns settings for Spark with those that commit the offsets of finished micro-batches.
   *
   * @param source where the run reads
   * @param settings Spark's settings over those of spark-submit
   * @throws UserError if the run has none to commit
   */
  Map<String, String> committing(Engine engine, Source source, Map<String, String> settings) {
    if (commitToGroup == null) {
      return settings;
    }
    if (engine == Engine.DSTREAM) {
      throw UserError.usage(
          "--commit-to-group: only structured needs it; dstream commits with --offsets group");
    }
    if (!(source instanceof KafkaSource)) {
      throw UserError.usage(
          "--commit-to-group: only for kafka:HOST:PORT/TOPIC; the source is " + source.spec());
    }
    Map<String, String> all = new LinkedHashMap<>(settings);
    String others = SparkOptions.conf(settings).get(GroupCommitListener.LISTENERS, "");
    String ours = GroupCommitListener.class.getName();
    if (!List.of(others.split(",")).contains(ours)) {
      all.put(GroupCommitListener.LISTENERS, others.isEmpty() ? ours : others + "," + ours);
    }
    all.put(GroupCommitListener.GROUP, commitToGroup);
    all.put(GroupCommitListener.SERVERS, KafkaAddress.parse(source.spec()).servers());
    properties
        .file()
        .ifPresent(
            file -> all.put(GroupCommitListener.PROPERTIES, file.toAbsolutePath().toString()));
    return all;
  }

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
        properties.read(),
        starting,
        Optional.ofNullable(group),
        of(maxRatePerPartition),
        of(maxOffsetsPerTrigger));
  }

  private static OptionalLong of(Long number) {
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
