package io.twinstream.ends.receivers;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A file of records: {@link #MAGIC}, the time in epoch milliseconds (long), for each record its
 * length (int) and its bytes; at the end -1, how many there were (int), and the CRC-32C of all that
 * (long).
 */
final class BlockFile {
  static final int MAGIC = 0x54575231; // TWR1
  private static final int END = -1;

  private BlockFile() {}

  /** Writes the records. */
  static void write(OutputStream to, long millis, Iterator<byte[]> items) throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(to, new CRC32C());
    DataOutputStream out = new DataOutputStream(checked);
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
    out.writeLong(checked.getChecksum().getValue());
    out.flush();
  }

  /** Reads the records of a file one after the other. */
  static final class Reader implements Closeable {
    private final String name;
    private final CheckedInputStream checked;
    private final DataInputStream in;
    private final long millis;
    private int count;

    /**
     * @param name for messages
     */
    Reader(String name, InputStream from) throws IOException {
      this.name = name;
      this.checked = new CheckedInputStream(new BufferedInputStream(from), new CRC32C());
      this.in = new DataInputStream(checked);
      try {
        if (in.readInt() != MAGIC) {
          throw new IOException(name + " is no block of a hosted receiver");
        }
        this.millis = in.readLong();
      } catch (EOFException e) {
        throw new IOException(name + " is no block of a hosted receiver, but shorter", e);
      }
    }

    /** Returns when the block was stored, epoch milliseconds. */
    long millis() {
      return millis;
    }

    /**
     * Returns the next record; null at the end.
     *
     * @throws IOException if the file is not what was written; records that were read before may be
     *     wrong too
     */
    byte[] next() throws IOException {
      try {
        int length = in.readInt();
        if (length == END) {
          checkEnd();
          return null;
        }
        byte[] item = in.readNBytes(length);
        if (item.length < length) {
          throw new EOFException();
        }
        count++;
        return item;
      } catch (EOFException | IllegalArgumentException e) { // a negative length
        throw new IOException("%s is damaged after %d records".formatted(name, count), e);
      }
    }

    private void checkEnd() throws IOException {
      int written = in.readInt();
      long sum = checked.getChecksum().getValue();
      if (written != count || in.readLong() != sum) {
        throw new IOException(
            "%s is damaged: %d records were written and %d are read, or their checksum is another"
                .formatted(name, written, count));
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
