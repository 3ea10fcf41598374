package io.twinstream.migration.inspect;

import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.TopicPartition;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * An input stream of a classic application.
 *
 * @param id Spark's number of it
 * @param kind what it reads from, such as {@code kafka direct}, {@code files} or {@code custom}
 * @param className its class
 * @param details what else is known, such as a directory; names to values, secrets masked
 * @param current the offset after the newest batch of each partition; empty for others than Kafka
 * @param ranges per remembered batch time the records it read; empty for others than Kafka
 * @param files per remembered batch time the files it read; empty for others than files
 */
public record InputStreamInfo(
    int id,
    String kind,
    String className,
    SortedMap<String, String> details,
    SortedMap<TopicPartition, Long> current,
    SortedMap<Long, List<OffsetRange>> ranges,
    SortedMap<Long, List<String>> files) {
  private static final Set<String> RECEIVERS =
      Set.of("socket", "raw socket", "receiver", "kinesis");

  /** Tells whether a receiver feeds it, so that nothing gives its records again. */
  public boolean isReceiver() {
    return RECEIVERS.contains(kind);
  }
}
