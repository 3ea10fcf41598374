package io.twinstream.cli;

import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaCluster;
import io.twinstream.error.UserError;
import io.twinstream.migration.move.GivenOffsets;
import io.twinstream.migration.move.OffsetsInFile;
import io.twinstream.migration.move.OffsetsInTable;
import io.twinstream.migration.move.OffsetsOfGroup;
import io.twinstream.migration.move.OffsetsSavepoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a savepoint that is made of no checkpoint, or set into a consumer group. */
final class OffsetsOptions {
  /** What an offset in a table is that of. */
  enum OffsetIs {
    NEXT,
    LAST_READ;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Where a partition begins of which there is no offset. */
  enum Missing {
    EARLIEST,
    LATEST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--group",
      paramLabel = "G",
      description = "Take the offsets that this consumer group has committed; it has no members.")
  private String group;

  @Option(
      names = "--offsets",
      paramLabel = "FILE",
      description =
          "Take the offsets of a file: JSON as Spark's startingOffsets, or what kafka-consumer-groups --export writes.")
  private Path file;

  @Mixin private TableOptions tables;

  @Option(
      names = "--columns",
      paramLabel = "NAME=COLUMN",
      split = ",",
      description = "Columns of --query that stand for topic, partition or offset.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--offset-is",
      paramLabel = "WHICH",
      converter = OffsetIsConverter.class,
      description =
          "With --query: next, if its offset is that of the record to read next; last-read, if it is the one before.")
  private OffsetIs offsetIs;

  @Option(
      names = "--at",
      paramLabel = "TIME|BATCH",
      description =
          "Take the first records that are not older, such as 2026-11-25T12:00Z; with --topics. With a CHECKPOINT: the batch to cut at, its time or that in epoch milliseconds.")
  private String at;

  private boolean isAtBatch;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "The cluster that the offsets are of.")
  private String servers;

  @Mixin private KafkaPropertiesOption properties;

  @Option(
      names = "--topics",
      paramLabel = "T",
      split = ",",
      description = "Topics to take; default: all of which there are offsets.")
  private List<String> topics = List.of();

  @Option(
      names = "--missing",
      paramLabel = "WHERE",
      description =
          "Where a partition begins that has records and no offset: earliest or latest; default: refuse it.")
  private Missing missing;

  @Option(
      names = "--to-group",
      paramLabel = "G",
      description =
          "Set this consumer group to where the savepoint or the query's checkpoint stands; it has no members.")
  private String toGroup;

  @Option(
      names = "--wait",
      paramLabel = "T",
      defaultValue = "50s",
      description =
          "How long to wait for the members of a group to be gone, as those of a killed program are after 45 s; default: ${DEFAULT-VALUE}.")
  private Duration wait;

  /** Returns the options that say where offsets are taken from, as they were written. */
  private List<String> origins() {
    List<String> origins = new ArrayList<>();
    if (group != null) {
      origins.add("--group");
    }
    if (file != null) {
      origins.add("--offsets");
    }
    if (tables.offsets() != null) {
      origins.add("--offsets-table");
    }
    if (at != null && !isAtBatch) {
      origins.add("--at");
    }
    return origins;
  }

  /** Tells whether a savepoint is asked for that is made of no checkpoint. */
  boolean isOfOffsets() {
    return !origins().isEmpty();
  }

  /** Tells whether a consumer group is to be set. */
  boolean isToGroup() {
    return toGroup != null;
  }

  /** Returns the batch of a checkpoint that was named; empty for its newest. */
  OptionalLong batch() {
    if (!isAtBatch) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(at.matches("\\d{1,18}") ? Long.parseLong(at) : time().toEpochMilli());
  }

  private Instant time() {
    try {
      return OffsetDateTime.parse(at).toInstant();
    } catch (DateTimeParseException e) {
      throw UserError.usage(
          "--at %s: is no time: write one with its zone, such as 2026-11-25T12:00Z".formatted(at),
          e);
    }
  }

  /** Returns the tables that were named. */
  TableOptions tables() {
    return tables;
  }

  /** Returns the group to set. */
  String toGroup() {
    return toGroup;
  }

  /**
   * Checks the options against each other.
   *
   * @param checkpoint the checkpoint or savepoint that is named too; null for none
   * @throws UserError if they do not go together
   */
  void check(String checkpoint) {
    isAtBatch = checkpoint != null && at != null;
    List<String> origins = origins();
    tables.check(checkpoint != null);
    if (tables.state().isPresent() && checkpoint == null && !isOfOffsets()) {
      throw UserError.usage(
          "--state: add the offsets that belong to it: --group, --offsets, --offsets-table or --at");
    }
    if (isToGroup() && (checkpoint == null || !origins.isEmpty())) {
      throw UserError.usage("--to-group: name a savepoint or a checkpoint, and nothing else");
    }
    if (!isOfOffsets() && !isToGroup()) {
      return;
    }
    if (origins.size() > 1 || (isOfOffsets() && checkpoint != null)) {
      throw UserError.usage(
          "%s: name one place to take offsets from, a checkpoint or one of --group, --offsets, --offsets-table and --at"
              .formatted(String.join(", ", origins)));
    }
    if (servers == null) {
      throw UserError.usage(
          "%s: add --kafka HOST:PORT, to check the offsets against the cluster"
              .formatted(isToGroup() ? "--to-group" : origins.get(0)));
    }
    KafkaAddress.ofAtMostOneTopic("kafka:" + servers);
    checkTable();
    if (at != null && topics.isEmpty()) {
      throw UserError.usage("--at: add --topics");
    }
  }

  private void checkTable() {
    if (tables.offsets() == null) {
      if (offsetIs != null || !columns.isEmpty()) {
        throw UserError.usage("--columns and --offset-is: only with --offsets-table URL");
      }
      return;
    }
    if (tables.queryOfOffsets() == null) {
      throw UserError.usage("--offsets-table: add --query SQL, with topic, partition and offset");
    }
    if (offsetIs == null) {
      throw UserError.usage(
          "--offsets-table: say what its offset is: --offset-is next or --offset-is last-read (the program's own code tells; one too many or too few is lost or repeated in silence)");
    }
    for (String name : columns.keySet()) {
      if (!List.of("topic", "partition", "offset").contains(name)) {
        throw UserError.usage(
            "--columns %s: name topic, partition or offset, as in offset=until_offset"
                .formatted(name));
      }
    }
  }

  /** Connects to the cluster. */
  KafkaCluster connect() {
    return KafkaCluster.connect(servers, properties.read());
  }

  /**
   * Waits until a group has no members.
   *
   * @throws UserError if it still has some
   */
  void awaitNoMembers(KafkaCluster cluster, Consumer<String> progress) {
    String name = isToGroup() ? toGroup : group;
    if (name != null) {
      new OffsetsOfGroup(cluster, name).awaitNoMembers(wait, progress);
    }
  }

  /**
   * Returns the savepoint that is asked for, held against the cluster.
   *
   * @throws UserError if the offsets cannot be read, or do not fit
   */
  OffsetsSavepoint read(KafkaCluster cluster) {
    return OffsetsSavepoint.of(
        cluster, given(cluster), topics, missing == null ? null : missing.toString());
  }

  private GivenOffsets given(KafkaCluster cluster) {
    if (group != null) {
      return new OffsetsOfGroup(cluster, group).read();
    }
    if (file != null) {
      return OffsetsInFile.read(file, cluster);
    }
    if (tables.offsets() != null) {
      return new OffsetsInTable(
              tables.offsets(),
              tables.queryOfOffsets(),
              columns.getOrDefault("topic", "topic"),
              columns.getOrDefault("partition", "partition"),
              columns.getOrDefault("offset", "offset"),
              offsetIs == OffsetIs.LAST_READ)
          .read();
    }
    return OffsetsSavepoint.at(cluster, time(), topics);
  }
}
