package io.twinstream.ends.lines;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A TCP connection that never blocks, neither to read nor to write. Not thread-safe. */
final class LineChannel implements Closeable {
  private static final int BUFFER = 1 << 16;
  private static final long CONNECT_MILLIS = 10_000;
  private static final long FLUSH_MILLIS = 10;

  private final Selector selector;
  private final SocketChannel channel = SocketChannel.open();
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
  private ByteBuffer out = ByteBuffer.allocate(0);
  private SelectionKey key;
  private long connectEnd;
  private boolean isConnected;
  private String whyLost = "closed by the sender";

  LineChannel(Selector selector) throws IOException {
    this.selector = selector;
  }

  /** Begins to connect: {@link #awaitConnection} until it {@link #isConnected}. */
  void connect(String host, int port) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("unknown host " + host);
    }
    key = channel.register(selector, SelectionKey.OP_CONNECT);
    connectEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_MILLIS);
    setConnected(channel.connect(address) || channel.finishConnect());
  }

  boolean isConnected() {
    return isConnected;
  }

  /** Waits for the connection, for at most that long. */
  void awaitConnection(long millis) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(connectEnd - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("no connection within " + CONNECT_MILLIS + " ms");
    }
    selector.select(Math.min(left, millis));
    setConnected(channel.finishConnect());
  }

  private void setConnected(boolean isConnected) throws IOException {
    // Without a server, TCP may join a socket of this machine's own ports to itself.
    if (isConnected && channel.getLocalAddress().equals(channel.getRemoteAddress())) {
      throw new ConnectException("nobody listens there");
    }
    this.isConnected = isConnected;
  }

  /** Returns what was read last. */
  ByteBuffer in() {
    return in;
  }

  /**
   * Waits until there is something to read or to send, for at most that long; false if the
   * connection is no more.
   */
  boolean exchange(boolean isToRead, long millis) throws IOException {
    key.interestOps(
        (isToRead ? SelectionKey.OP_READ : 0) | (hasSentAll() ? 0 : SelectionKey.OP_WRITE));
    selector.select(millis);
    selector.selectedKeys().clear();
    try {
      if (!hasSentAll()) {
        channel.write(out);
      }
      return !isToRead || hasRead();
    } catch (SocketException e) {
      whyLost = e.getMessage();
      return false;
    }
  }

  private boolean hasRead() throws IOException {
    in.clear();
    int read = channel.read(in);
    in.flip();
    return read >= 0;
  }

  String whyLost() {
    return whyLost;
  }

  /** Sends a line in place of what has not been sent yet. */
  void send(String line) throws IOException {
    out = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
    channel.write(out);
  }

  boolean hasSentAll() {
    return !out.hasRemaining();
  }

  /** Sends what is left to send, for at most that long. */
  void flush(long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!hasSentAll() && System.nanoTime() < end) {
      key.interestOps(SelectionKey.OP_WRITE);
      selector.select(FLUSH_MILLIS);
      selector.selectedKeys().clear();
      channel.write(out);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.selectNow(); // takes the key of the closed channel out of the selector
  }
}
