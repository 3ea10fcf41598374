package io.twinstream.migration.inspect;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Big-endian reading that can go back to a mark. Memory: what was read since the oldest mark. */
class Bytes {
  private static final int STEP = 1 << 16;

  private final InputStream in;
  private byte[] buffer = new byte[STEP];

  /** The stream's position of {@code buffer[0]}. */
  private long base;

  private int at;
  private int end;
  private int marks;
  private int oldestMark;

  Bytes(InputStream in) {
    this.in = in;
  }

  long position() {
    return base + at;
  }

  /** Returns a position that {@link #back} can go to until {@link #release} gives it up. */
  long mark() {
    if (marks++ == 0) {
      oldestMark = at;
    }
    return position();
  }

  void back(long position) {
    at = (int) (position - base);
  }

  void release() {
    marks--;
  }

  boolean isAtEnd() throws IOException {
    return at == end && !fill(1);
  }

  int unsignedByte() throws IOException {
    need(1);
    return buffer[at++] & 0xff;
  }

  int peek() throws IOException {
    need(1);
    return buffer[at] & 0xff;
  }

  int unsignedShort() throws IOException {
    return unsignedByte() << 8 | unsignedByte();
  }

  int integer() throws IOException {
    need(Integer.BYTES);
    int value =
        (buffer[at] & 0xff) << 24
            | (buffer[at + 1] & 0xff) << 16
            | (buffer[at + 2] & 0xff) << 8
            | buffer[at + 3] & 0xff;
    at += Integer.BYTES;
    return value;
  }

  long longInteger() throws IOException {
    return (long) integer() << 32 | integer() & 0xffff_ffffL;
  }

  /** Returns that many bytes; a length that the stream does not have costs no memory. */
  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > Integer.MAX_VALUE - Long.BYTES) {
      throw new MalformedStreamException("byte %,d: a length of %,d".formatted(position(), count));
    }
    byte[] read = new byte[(int) Math.min(count, STEP)];
    int done = 0;
    while (done < count) {
      if (done == read.length) {
        read = Arrays.copyOf(read, (int) Math.min(count, 2L * read.length));
      }
      need(1);
      int part = Math.min(end - at, read.length - done);
      System.arraycopy(buffer, at, read, done, part);
      at += part;
      done += part;
    }
    return read;
  }

  private void need(int count) throws IOException {
    if (end - at < count && !fill(count)) {
      throw new EOFException("byte %,d: the stream ends here".formatted(base + end));
    }
  }

  private boolean fill(int count) throws IOException {
    int keep = marks > 0 ? oldestMark : at;
    if (keep > 0 && buffer.length - end < STEP) {
      System.arraycopy(buffer, keep, buffer, 0, end - keep);
      base += keep;
      at -= keep;
      end -= keep;
      oldestMark -= keep;
    }
    while (end - at < count) {
      if (end == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.toIntExact(2L * buffer.length));
      }
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return false;
      }
      end += read;
    }
    return true;
  }
}
