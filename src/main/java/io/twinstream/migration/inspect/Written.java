package io.twinstream.migration.inspect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads what a {@code writeObject} method wrote, in the order it was written. */
final class Written {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final String className;
  private final Iterator<Object> items;
  private ByteBuffer bytes = NO_BYTES;
  private Object next;
  private boolean hasNext;

  Written(String className, Iterator<Object> items) {
    this.className = className;
    this.items = items;
  }

  /** Bytes between objects. */
  record Block(byte[] bytes) {}

  /** Tells whether an object follows. */
  public boolean hasValue() {
    return !bytes.hasRemaining() && hasNext() && !(next instanceof Block);
  }

  private boolean hasNext() {
    if (!hasNext && items.hasNext()) {
      next = items.next();
      hasNext = true;
    }
    return hasNext;
  }

  /**
   * Returns the next object.
   *
   * @throws NoSuchElementException if none follows
   */
  public Object value() {
    if (!hasValue()) {
      throw new NoSuchElementException(className + " wrote no object where one should be");
    }
    hasNext = false;
    return next;
  }

  /** Returns a text as {@code writeUTF} writes it, of ASCII alone. */
  public String readText() {
    byte[] text = new byte[bytes(Short.BYTES).getShort() & 0xffff];
    bytes(text.length).get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** Returns the next byte. */
  public byte readByte() {
    return bytes(Byte.BYTES).get();
  }

  /** Returns the next int. */
  public int readInt() {
    return bytes(Integer.BYTES).getInt();
  }

  /** Returns the next long. */
  public long readLong() {
    return bytes(Long.BYTES).getLong();
  }

  private ByteBuffer bytes(int count) {
    while (bytes.remaining() < count) {
      if (!hasNext() || !(next instanceof Block block)) {
        throw new NoSuchElementException(className + " wrote fewer bytes than there should be");
      }
      hasNext = false;
      byte[] joined = new byte[bytes.remaining() + block.bytes.length];
      int left = bytes.remaining();
      bytes.get(joined, 0, left);
      System.arraycopy(block.bytes, 0, joined, left, block.bytes.length);
      bytes = ByteBuffer.wrap(joined);
    }
    return bytes;
  }
}
