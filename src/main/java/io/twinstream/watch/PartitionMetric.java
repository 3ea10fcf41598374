package io.twinstream.watch;

import io.twinstream.api.PartitionPosition;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The figures of each partition that a run reads, named as {@link Metric} has it. */
enum PartitionMetric {
  LAG_RECORDS("Records of the partition that no finished batch has read.", PartitionPosition::lag),
  COMMITTED_OFFSET(
      "The offset behind the newest record of a finished batch.", PartitionPosition::processed),
  END_OFFSET("The offset that the partition's next record will have.", PartitionPosition::end);

  private final String help;
  private final ToLongFunction<PartitionPosition> value;

  PartitionMetric(String help, ToLongFunction<PartitionPosition> value) {
    this.help = help;
    this.value = value;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String help() {
    return help;
  }

  long of(PartitionPosition position) {
    return value.applyAsLong(position);
  }
}
