package io.twinstream.ends.flume;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import jdk.net.ExtendedSocketOptions;
import org.apache.avro.Protocol;
import org.apache.avro.ipc.Transceiver;

/**
 * One end of a connection that is framed as Avro's Netty server and transceiver do, which is what
 * Flume speaks: a serial number that the answer repeats, how many buffers there are, and each with
 * its length before it; all numbers of four bytes. One call at a time.
 *
 * <p>A peer with {@code compression-type = deflate} sends a zlib stream, which is known by its
 * first byte: a serial number begins with 0.
 */
final class AvroConnection extends Transceiver {
  private static final int BUFFER = 1 << 16;
  private static final int ZLIB = 0x78;

  /** Either side may be silent for good; one that is gone is found out within minutes. */
  private static final int KEEP_IDLE_SECONDS = 30;

  private static final int KEEP_INTERVAL_SECONDS = 10;

  private final Socket socket;
  private final long mostBytes;
  private DataInputStream in;
  private DataOutputStream out;
  private int serial;
  private Protocol remote;

  /**
   * @param mostBytes of a message that comes in
   */
  AvroConnection(Socket socket, long mostBytes) throws IOException {
    this.socket = socket;
    this.mostBytes = mostBytes;
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
    out = output(socket.getOutputStream());
  }

  private static DataOutputStream output(OutputStream to) {
    return new DataOutputStream(new BufferedOutputStream(to, BUFFER));
  }

  @Override
  public String getRemoteName() {
    return String.valueOf(socket.getRemoteSocketAddress());
  }

  /** Of a connection on which the two sides have told each other their protocols. */
  @Override
  public boolean isConnected() {
    return remote != null;
  }

  @Override
  public Protocol getRemote() {
    return remote;
  }

  @Override
  public void setRemote(Protocol protocol) {
    remote = protocol;
  }

  /**
   * Returns the next message.
   *
   * @throws EOFException if the other side has ended the connection
   * @throws NotAvroException if it is none, or too large
   */
  @Override
  public List<ByteBuffer> readBuffers() throws IOException {
    if (in == null) {
      begin();
    }
    serial = in.readInt();
    int count = in.readInt();
    if (count < 0 || count > mostBytes / Integer.BYTES) {
      throw NotAvroException.of(getRemoteName());
    }
    List<ByteBuffer> buffers = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      bytes += length;
      if (length < 0) {
        throw NotAvroException.of(getRemoteName());
      }
      if (bytes > mostBytes) {
        throw NotAvroException.tooLarge(getRemoteName(), bytes, mostBytes);
      }
      byte[] buffer = in.readNBytes(length); // as they come: the length may be a lie
      if (buffer.length < length) {
        throw new EOFException();
      }
      buffers.add(ByteBuffer.wrap(buffer));
    }
    return buffers;
  }

  private void begin() throws IOException {
    InputStream plain = new BufferedInputStream(socket.getInputStream(), BUFFER);
    plain.mark(1);
    int first = plain.read();
    plain.reset();
    if (first == ZLIB) {
      in = new DataInputStream(new BufferedInputStream(new InflaterInputStream(plain), BUFFER));
      out =
          output(new DeflaterOutputStream(socket.getOutputStream(), new Deflater(), BUFFER, true));
    } else {
      in = new DataInputStream(plain);
    }
  }

  @Override
  public void writeBuffers(List<ByteBuffer> buffers) throws IOException {
    out.writeInt(serial);
    out.writeInt(buffers.size());
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    out.flush();
  }

  /** Lets no more messages in; one that is being answered still is. */
  void stopReading() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
