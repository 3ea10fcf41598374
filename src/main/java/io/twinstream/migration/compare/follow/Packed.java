package io.twinstream.migration.compare.follow;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Numbers and texts one after the other in bytes. */
final class Packed {
  private Packed() {}

  /** Writes them. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);

    /** In eight bytes, which sort as the numbers do. */
    Writer sorted(long value) {
      bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value ^ Long.MIN_VALUE).array());
      return this;
    }

    Writer number(long value) {
      long rest = value << 1 ^ value >> Long.SIZE - 1;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
      return this;
    }

    Writer text(String text) {
      if (text == null) {
        return number(-1);
      }
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      bytes.writeBytes(utf8);
      return this;
    }

    Writer texts(String[] texts) {
      number(texts.length);
      for (String text : texts) {
        text(text);
      }
      return this;
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }

  /** Reads them in the same order. */
  static final class Reader {
    private final ByteBuffer bytes;

    Reader(byte[] bytes) {
      this.bytes = ByteBuffer.wrap(bytes);
    }

    long sorted() {
      return bytes.getLong() ^ Long.MIN_VALUE;
    }

    long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte each = bytes.get();
        value |= (long) (each & 0x7f) << shift;
        if (each >= 0) {
          return value >>> 1 ^ -(value & 1);
        }
      }
    }

    String text() {
      int length = (int) number();
      if (length < 0) {
        return null;
      }
      String text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
      bytes.position(bytes.position() + length);
      return text;
    }

    String[] texts() {
      String[] texts = new String[(int) number()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = text();
      }
      return texts;
    }
  }
}
