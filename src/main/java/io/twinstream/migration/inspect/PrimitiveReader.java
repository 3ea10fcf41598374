package io.twinstream.migration.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads what a stream holds without a handle of its own: primitive values, and the text of names.
 */
final class PrimitiveReader {
  private final LimitedBytes in;

  PrimitiveReader(LimitedBytes in) {
    this.in = in;
  }

  /** Returns a value of a field's type, such as {@code 'J'}. */
  Object value(char code) throws IOException {
    return switch (code) {
      case 'B' -> (byte) in.unsignedByte();
      case 'C' -> (char) in.unsignedShort();
      case 'D' -> Double.longBitsToDouble(in.longInteger());
      case 'F' -> Float.intBitsToFloat(in.integer());
      case 'I' -> in.integer();
      case 'J' -> in.longInteger();
      case 'S' -> (short) in.unsignedShort();
      case 'Z' -> bool();
      default -> throw in.malformed("a field of type '%c'".formatted(code));
    };
  }

  /** No other bytes are written: they show that something else stands there. */
  private boolean bool() throws IOException {
    int value = in.unsignedByte();
    if (value > 1) {
      throw in.malformed("a boolean of %02x".formatted(value));
    }
    return value == 1;
  }

  /** Returns an array of a primitive type. */
  Object array(char code, int length) throws IOException {
    ByteBuffer raw = ByteBuffer.wrap(in.bytes((long) length * width(code)));
    return switch (code) {
      case 'B' -> raw.array();
      case 'C' -> {
        char[] array = new char[length];
        raw.asCharBuffer().get(array);
        yield array;
      }
      case 'D' -> {
        double[] array = new double[length];
        raw.asDoubleBuffer().get(array);
        yield array;
      }
      case 'F' -> {
        float[] array = new float[length];
        raw.asFloatBuffer().get(array);
        yield array;
      }
      case 'I' -> {
        int[] array = new int[length];
        raw.asIntBuffer().get(array);
        yield array;
      }
      case 'J' -> {
        long[] array = new long[length];
        raw.asLongBuffer().get(array);
        yield array;
      }
      case 'S' -> {
        short[] array = new short[length];
        raw.asShortBuffer().get(array);
        yield array;
      }
      default -> {
        boolean[] array = new boolean[length];
        for (int i = 0; i < length; i++) {
          array[i] = raw.get(i) != 0;
        }
        yield array;
      }
    };
  }

  private int width(char code) throws IOException {
    return switch (code) {
      case 'B', 'Z' -> Byte.BYTES;
      case 'C', 'S' -> Short.BYTES;
      case 'F', 'I' -> Integer.BYTES;
      case 'D', 'J' -> Long.BYTES;
      default -> throw in.malformed("an array of type '%c'".formatted(code));
    };
  }

  /** Returns a text of that many bytes, in the "modified UTF-8" of {@code DataOutput.writeUTF}. */
  String text(long size) throws IOException {
    byte[] bytes = in.bytes(size);
    char[] chars = new char[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; ) {
      int first = bytes[i] & 0xff;
      int width = first < 0x80 ? 1 : first >> 5 == 0b110 ? 2 : first >> 4 == 0b1110 ? 3 : 0;
      if (width == 0 || i + width > bytes.length) {
        throw in.malformed("text that is not modified UTF-8");
      }
      int decoded = width == 1 ? first : first & (width == 2 ? 0x1f : 0x0f);
      for (int more = 1; more < width; more++) {
        decoded = decoded << 6 | bytes[i + more] & 0x3f;
      }
      chars[length++] = (char) decoded;
      i += width;
    }
    return new String(chars, 0, length);
  }
}
