package io.twinstream.api;

import java.io.Serializable;

/**
 * One record of a source, with its origin.
 *
 * <p>Sources without topics leave {@link #topic} empty and {@link #offset} at -1; a recording
 * counts its lines from 0.
 */
public final class InputRecord implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final int partition;
  private final long offset;
  private final long arrivedAtMillis;
  private final String value;

  /**
   * @param value the payload; null for a tombstone
   */
  public InputRecord(String topic, int partition, long offset, long arrivedAtMillis, String value) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.arrivedAtMillis = arrivedAtMillis;
    this.value = value;
  }

  /** Returns a line of a source without topics and offsets. */
  static InputRecord ofLine(String line, long readAtMillis) {
    return new InputRecord("", 0, -1, readAtMillis, line);
  }

  /** Returns the topic; empty if the source has none. */
  public String topic() {
    return topic;
  }

  /** Returns the partition; 0 if the source has only one. */
  public int partition() {
    return partition;
  }

  /** Returns the offset within the partition; -1 if the source has none. */
  public long offset() {
    return offset;
  }

  /** Returns Kafka's timestamp of the record, or when it was read; epoch milliseconds. */
  public long arrivedAtMillis() {
    return arrivedAtMillis;
  }

  /** Returns the payload; null for a tombstone. */
  public String value() {
    return value;
  }
}
