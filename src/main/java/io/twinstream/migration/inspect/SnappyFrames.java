package io.twinstream.migration.inspect;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.Snappy;

/**
 * Reads what {@code org.xerial.snappy.SnappyOutputStream} wrote: a head of 16 bytes, then chunks of
 * a length and so many bytes. Its own input stream believes every length a damaged file claims.
 */
final class SnappyFrames extends InputStream {
  private static final int HEAD_BYTES = 16;
  private static final int MOST_CHUNK_BYTES = 64 << 20;

  private final DataInputStream in;
  private InputStream chunk = InputStream.nullInputStream();

  SnappyFrames(InputStream in) throws IOException {
    this.in = new DataInputStream(in);
    this.in.readFully(new byte[HEAD_BYTES]);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = chunk.read(into, offset, length);
    while (read < 0) {
      if (!nextChunk()) {
        return -1;
      }
      read = chunk.read(into, offset, length);
    }
    return read;
  }

  private boolean nextChunk() throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException e) {
      return false;
    }
    checkSize(length);
    byte[] compressed = in.readNBytes(length);
    if (compressed.length < length) {
      throw new EOFException("a snappy chunk is truncated");
    }
    checkSize(Snappy.uncompressedLength(compressed));
    chunk = new ByteArrayInputStream(Snappy.uncompress(compressed));
    return true;
  }

  private static void checkSize(int length) throws IOException {
    if (length < 0 || length > MOST_CHUNK_BYTES) {
      throw new IOException("a snappy chunk of %,d bytes".formatted(length));
    }
  }
}
