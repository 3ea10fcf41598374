package io.twinstream.ends.kafka;

import io.twinstream.error.UserError;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a Kafka source is read.
 *
 * @param client properties of the client
 * @param starting {@code earliest}, {@code latest}, or JSON {@code {"topic":{"0":12,"1":-2}}}, of
 *     which -2 is earliest and -1 latest; counts where nothing says where to go on
 * @param group the consumer group; empty for one of its own
 * @param maxRatePerPartition classic: at most so many records a second of each partition
 * @param maxOffsetsPerTrigger port: at most so many offsets a micro-batch, of all partitions
 */
public record KafkaReading(
    KafkaClientSettings client,
    String starting,
    Optional<String> group,
    OptionalLong maxRatePerPartition,
    OptionalLong maxOffsetsPerTrigger) {
  /** From the beginning, without a limit. */
  public static final KafkaReading DEFAULT =
      new KafkaReading(
          KafkaClientSettings.NONE,
          "earliest",
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  /** Checks the parts that need no broker. */
  public KafkaReading {
    StartingOffsets.parse(starting);
    check("most records a second of a partition", maxRatePerPartition);
    check("most offsets of a micro-batch", maxOffsetsPerTrigger);
  }

  /** Tells whether a run without a place to go on begins with the first record. */
  public boolean isFromEarliest() {
    return starting.equals(DEFAULT.starting());
  }

  private static void check(String what, OptionalLong limit) {
    if (limit.isPresent() && limit.getAsLong() < 1) {
      throw UserError.usage("%s %d: write 1 or more".formatted(what, limit.getAsLong()));
    }
  }
}
