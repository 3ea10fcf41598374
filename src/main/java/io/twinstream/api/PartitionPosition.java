package io.twinstream.api;

/**
 * How far a run has processed one partition of a topic. Evolving.
 *
 * @param processed the offset behind the newest record of a finished batch
 * @param end the offset that the partition's next record will have
 */
public record PartitionPosition(String topic, int partition, long processed, long end) {
  /** Returns how many records wait. */
  public long lag() {
    return Math.max(0, end - processed);
  }
}
