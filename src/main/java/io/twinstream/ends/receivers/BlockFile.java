package io.twinstream.ends.receivers;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;

/**
 * A file of records: {@link #MAGIC}, the time in epoch milliseconds (long), for each record its
 * length (int) and its bytes; at the end -1 and how many there were (int).
 */
final class BlockFile {
  static final int MAGIC = 0x54575231; // TWR1
  private static final int END = -1;

  private BlockFile() {}

  /** Writes the records; returns how many. */
  static int write(DataOutputStream out, long millis, Iterator<byte[]> items) throws IOException {
    out.writeInt(MAGIC);
    out.writeLong(millis);
    int count = 0;
    while (items.hasNext()) {
      byte[] item = items.next();
      out.writeInt(item.length);
      out.write(item);
      count++;
    }
    out.writeInt(END);
    out.writeInt(count);
    return count;
  }

  /** Reads the records of a file one after the other. */
  static final class Reader implements Closeable {
    private final String name;
    private final DataInputStream in;
    private final long millis;
    private int count;

    /**
     * @param name for messages
     */
    Reader(String name, DataInputStream in) throws IOException {
      this.name = name;
      this.in = in;
      if (in.readInt() != MAGIC) {
        throw new IOException(name + " is no block of a hosted receiver");
      }
      this.millis = in.readLong();
    }

    /** Returns when the block was stored, epoch milliseconds. */
    long millis() {
      return millis;
    }

    /** Returns the next record; null at the end. */
    byte[] next() throws IOException {
      try {
        int length = in.readInt();
        if (length == END) {
          int written = in.readInt();
          if (written != count) {
            throw new IOException(
                "%s has %d records and should have %d".formatted(name, count, written));
          }
          return null;
        }
        byte[] item = new byte[length];
        in.readFully(item);
        count++;
        return item;
      } catch (EOFException e) {
        throw new IOException("%s ends after %d records".formatted(name, count), e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
