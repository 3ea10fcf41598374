package io.twinstream.api;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One record of a source: its value, as text and as bytes, and what came with it.
 *
 * <p>Sources without topics leave {@link #topic} empty, {@link #offset} at -1, {@link #key} null
 * and {@link #headers} empty; a recording of lines counts them from 0.
 */
public final class InputRecord implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final int partition;
  private final long offset;
  private final long arrivedAtMillis;
  private final byte[] key;
  private final Header[] headers;

  /** The value in one of its two forms, or in both: each is made of the other when asked for. */
  private byte[] bytes;

  private String text;

  /**
   * A record with its key and headers.
   *
   * @param key null for none
   * @param value null for a tombstone
   */
  public InputRecord(
      String topic,
      int partition,
      long offset,
      long arrivedAtMillis,
      byte[] key,
      byte[] value,
      List<Header> headers) {
    this(topic, partition, offset, arrivedAtMillis, key, headers.toArray(Header[]::new));
    this.bytes = value;
  }

  /**
   * A record that is a line.
   *
   * @param value null for a tombstone
   */
  public InputRecord(String topic, int partition, long offset, long arrivedAtMillis, String value) {
    this(topic, partition, offset, arrivedAtMillis, null, new Header[0]);
    this.text = value;
  }

  private InputRecord(
      String topic,
      int partition,
      long offset,
      long arrivedAtMillis,
      byte[] key,
      Header[] headers) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.arrivedAtMillis = arrivedAtMillis;
    this.key = key;
    this.headers = headers;
  }

  /**
   * One header of a record; several may have the same name.
   *
   * @param value may be null
   */
  public record Header(String name, byte[] value) implements Serializable {}

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

  /** Returns the key; null if the record has none. */
  public byte[] key() {
    return key;
  }

  /** Returns the headers in their order. */
  public List<Header> headers() {
    return List.of(headers);
  }

  /** Returns the value as UTF-8 text, U+FFFD for what is none; null for a tombstone. */
  public String value() {
    if (text == null && bytes != null) {
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    return text;
  }

  /** Returns the value's bytes; null for a tombstone. */
  public byte[] valueBytes() {
    if (bytes == null && text != null) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  /** Tells whether the record has no value: on a compacted topic, its key was deleted. */
  public boolean isTombstone() {
    return bytes == null && text == null;
  }
}
