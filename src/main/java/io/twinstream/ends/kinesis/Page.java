package io.twinstream.ends.kinesis;

import java.time.Instant;
import java.util.List;

/**
 * What a read of a shard gave.
 *
 * @param records in their order
 * @param next by which the next is read; null at the end of a closed shard
 * @param readUntil all that came in before is read with this page
 * @param isNewest whether the shard had no more
 */
record Page(List<Item> records, String next, Instant readUntil, boolean isNewest) {
  /**
   * A record of Kinesis.
   *
   * @param data one value, or what {@link AggregatedRecord} reads
   */
  record Item(String sequenceNumber, Instant arrivedAt, byte[] data) {}

  Item last() {
    return records.get(records.size() - 1);
  }
}
