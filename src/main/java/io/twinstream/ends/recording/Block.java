package io.twinstream.ends.recording;

import io.twinstream.api.InputRecord.Header;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Items in the binary encoding of {@link AvroFormat#SCHEMA}, one behind the other: what Avro's
 * encoder would write, without its copies and checks for each field, as a recording holds millions
 * of records a second. Not thread-safe.
 */
final class Block {
  /** The most bytes of a number. */
  static final int LONGEST_NUMBER = 10;

  /** The most bytes of all numbers of a record, beside its headers. */
  private static final int NUMBERS = 16 * LONGEST_NUMBER;

  private static final int NULL = 0;
  private static final int PRESENT = 1;

  private final int usualBytes;
  private byte[] bytes;
  private int size;
  private int items;

  // The topic of the record before: most have the same.
  private String topic = "";
  private byte[] topicBytes = {};

  Block(int usualBytes) {
    this.usualBytes = usualBytes;
    this.bytes = new byte[usualBytes + usualBytes / 8];
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  int items() {
    return items;
  }

  boolean isFull() {
    return size >= usualBytes;
  }

  /** Empties it; does not keep the memory that a large record needed. */
  void clear() {
    size = 0;
    items = 0;
    if (bytes.length > 4 * usualBytes) {
      bytes = new byte[usualBytes + usualBytes / 8];
    }
  }

  void add(RecordingItem item) {
    if (item instanceof Recorded record) {
      addRecord(record);
      addNumber(NULL);
    } else {
      addRecord(Recorded.ofLine(item.arrivalMillis(), -1, null));
      addNumber(PRESENT);
      addNumber(((RecordingEnd) item).records());
    }
    items++;
  }

  private void addRecord(Recorded record) {
    if (!record.topic().equals(topic)) {
      topic = record.topic();
      topicBytes = topic.getBytes(StandardCharsets.UTF_8);
    }
    makeRoom((long) NUMBERS + topicBytes.length + length(record.key()) + length(record.value()));
    addNumber(record.arrivalMillis());
    addBytes(topicBytes);
    addNumber(record.partition());
    addNumber(record.offset());
    addNumber(record.timestampMillis());
    addNumber(record.timestampType().ordinal());
    addOptional(record.key());
    addOptional(record.value());
    addHeaders(record.headers());
  }

  private void addHeaders(List<Header> headers) {
    if (!headers.isEmpty()) {
      addNumber(headers.size());
      for (Header header : headers) {
        byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
        // With room for what stands behind the last.
        makeRoom((long) NUMBERS + name.length + length(header.value()));
        addBytes(name);
        addOptional(header.value());
      }
    }
    addNumber(0);
  }

  private static int length(byte[] optional) {
    return optional == null ? 0 : optional.length;
  }

  private void addOptional(byte[] optional) {
    if (optional == null) {
      addNumber(NULL);
    } else {
      addNumber(PRESENT);
      addBytes(optional);
    }
  }

  private void addBytes(byte[] added) {
    addNumber(added.length);
    System.arraycopy(added, 0, bytes, size, added.length);
    size += added.length;
  }

  private void addNumber(long number) {
    size = put(number, bytes, size);
  }

  /** Puts a zigzag varint there; returns where it ends. */
  static int put(long number, byte[] bytes, int at) {
    long rest = number << 1 ^ number >> 63;
    int next = at;
    while ((rest & ~0x7fL) != 0) {
      bytes[next] = (byte) (rest & 0x7f | 0x80);
      next++;
      rest >>>= 7;
    }
    bytes[next] = (byte) rest;
    return next + 1;
  }

  private void makeRoom(long more) {
    long needed = size + more;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, 2L * size)));
    }
  }
}
