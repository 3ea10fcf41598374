package io.twinstream.ends.kinesis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes apart what the Kinesis Producer Library puts together to one record: four bytes {@link
 * #MAGIC}, a message of Protocol Buffers, its MD5 (github.com/awslabs/kinesis-aggregation,
 * kpl.proto). Of the message only the values are read: field 3, repeated, and in each field 3, its
 * data.
 */
final class AggregatedRecord {
  private static final int MAGIC = 0xF3899AC2;
  private static final int SUM = 16;
  private static final int FIELD = 3;
  private static final int TYPE_BITS = 3;
  private static final int TYPES = 7;
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int VARINT_BITS = 7;

  private AggregatedRecord() {}

  /** Returns the values of a record: one, unless it is a whole aggregated one. */
  static List<byte[]> values(byte[] data) {
    if (data.length <= Integer.BYTES + SUM || ByteBuffer.wrap(data).getInt() != MAGIC) {
      return List.of(data);
    }
    byte[] message = Arrays.copyOfRange(data, Integer.BYTES, data.length - SUM);
    byte[] sum = Arrays.copyOfRange(data, data.length - SUM, data.length);
    if (!Arrays.equals(sum, md5(message))) {
      return List.of(data);
    }
    try {
      List<byte[]> values = new ArrayList<>();
      for (byte[] each : fields(message)) {
        values.addAll(fields(each));
      }
      return values;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return List.of(data); // its sum is right and it is another message
    }
  }

  /** Returns the contents of each field 3 of a message. */
  private static List<byte[]> fields(byte[] message) {
    List<byte[]> found = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      long tag = varint(in);
      switch ((int) tag & TYPES) {
        case VARINT -> varint(in);
        case BYTES -> {
          long length = varint(in);
          if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a field of " + length + " bytes");
          }
          byte[] bytes = new byte[(int) length];
          in.get(bytes);
          if (tag >>> TYPE_BITS == FIELD) {
            found.add(bytes);
          }
        }
        default -> throw new IllegalArgumentException("a field of another type: " + tag);
      }
    }
    return found;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next = in.get();
    while (next < 0) {
      value |= (long) (next & Byte.MAX_VALUE) << shift;
      shift += VARINT_BITS;
      next = in.get();
    }
    return value | (long) next << shift;
  }

  private static byte[] md5(byte[] message) {
    try {
      return MessageDigest.getInstance("MD5").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
