package io.twinstream.ends.lines;

import io.twinstream.ends.Loopback;
import io.twinstream.error.UserError;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The sending end of {@link LineProtocol}, on the loopback interface: numbers lines, keeps each
 * until it is acknowledged, and sends those that are not again to a receiver that comes back.
 * Serves one receiver at a time.
 */
public final class AcknowledgingServer implements AutoCloseable {
  /** Bytes of unacknowledged lines that are kept; one line is kept whatever it has. */
  static final long MOST_BYTES = 64L << 20;

  private static final int BUFFER = 1 << 16;
  private static final int AT_ONCE = 256;
  private static final int HELLO_MILLIS = 10_000;
  private static final int STREAM_DIGITS = 12;

  private final ServerSocket server;
  private final int window;
  private final String stream =
      UUID.randomUUID().toString().replace("-", "").substring(0, STREAM_DIGITS);

  // Guarded by this. Kept are the lines from acknowledged + 1 to newest.
  private final Map<Long, byte[]> kept = new HashMap<>();
  private long keptBytes;
  private long acknowledged;
  private long newest;
  private boolean isEnded;
  private boolean isClosed;
  private Receiver current;
  private int accepted;

  private AcknowledgingServer(ServerSocket server, int window) {
    this.server = server;
    this.window = window;
  }

  /**
   * Starts a server.
   *
   * @param port 1 to 65535, or 0 for any that is free
   * @param window how many lines it keeps at most, at least 1
   * @throws UserError if the port cannot be had
   */
  public static AcknowledgingServer start(int port, int window) {
    AcknowledgingServer lines = new AcknowledgingServer(Loopback.listen(port), window);
    startThread(lines::accept, "acknowledging server");
    return lines;
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  /** Returns how many receivers have connected since the start. */
  public synchronized int accepted() {
    return accepted;
  }

  /** Returns how many lines were taken to be sent. */
  public synchronized long fed() {
    return newest;
  }

  /** Returns how many lines are acknowledged. */
  public synchronized long acknowledged() {
    return acknowledged;
  }

  /** Waits for a moment, or until a receiver is connected; tells whether one is. */
  public synchronized boolean awaitReceiver(long millis) throws InterruptedException {
    if (current == null) {
      wait(millis);
    }
    return current != null;
  }

  /** Takes a line if there is room for it, after waiting for a moment; tells whether it did. */
  public synchronized boolean send(byte[] line, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!hasRoom(line)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    newest++;
    kept.put(newest, line);
    keptBytes += line.length;
    notifyAll();
    return true;
  }

  private boolean hasRoom(byte[] line) {
    return kept.isEmpty() || (kept.size() < window && keptBytes + line.length <= MOST_BYTES);
  }

  /** Says that no lines come after those that were sent. */
  public synchronized void end() {
    isEnded = true;
    notifyAll();
  }

  /** Waits for a moment, or until all lines are acknowledged; tells whether they are. */
  public synchronized boolean awaitAcknowledged(long millis) throws InterruptedException {
    if (acknowledged < newest) {
      wait(millis);
    }
    return acknowledged == newest;
  }

  /** Closes the connection and the port; what is not acknowledged is forgotten. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      if (current != null) {
        current.close();
      }
      notifyAll();
    }
    try {
      server.close();
    } catch (IOException e) {
      throw UserError.failed("port %d: cannot be closed: %s".formatted(port(), e.getMessage()), e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Receiver receiver = new Receiver(server.accept());
        if (isFirst(receiver)) {
          startThread(receiver::listen, "acknowledgements");
          startThread(receiver::send, "numbered lines");
        } else {
          receiver.write(LineProtocol.busy());
          receiver.close();
        }
      } catch (IOException e) {
        // The port was closed, or the receiver was gone before it was there.
      }
    }
  }

  private synchronized boolean isFirst(Receiver receiver) {
    if (current != null || isClosed) {
      return false;
    }
    current = receiver;
    accepted++;
    notifyAll();
    return true;
  }

  private synchronized void isGone(Receiver receiver) {
    if (current == receiver) {
      current = null;
      notifyAll();
    }
  }

  private static void startThread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private record Line(long number, byte[] bytes) {}

  /** One connection. */
  private final class Receiver {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private long sent = -1; // guarded by the server: the number that went last; -1 before "have"

    private Receiver(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
    }

    /** Takes what the receiver says until the connection ends. */
    private void listen() {
      try {
        socket.setSoTimeout(HELLO_MILLIS);
        String message = read();
        socket.setSoTimeout(0);
        while (message != null) {
          heard(LineProtocol.answerOf(message));
          message = read();
        }
      } catch (IOException e) {
        // The receiver is gone, or speaks another language; it is to connect again.
      } finally {
        close();
        isGone(this);
      }
    }

    /** Returns the next message; null at the end. Half a message is none. */
    private String read() throws IOException {
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      int next = in.read();
      while (next >= 0 && next != '\n') {
        message.write(next);
        if (message.size() > LineProtocol.LONGEST_MESSAGE) {
          throw new ProtocolException("a message without an end");
        }
        next = in.read();
      }
      return next < 0 ? null : message.toString(StandardCharsets.US_ASCII);
    }

    private void heard(LineProtocol.Answer answer) throws ProtocolException {
      synchronized (AcknowledgingServer.this) {
        if (answer.number() > newest) {
          throw new ProtocolException("line " + answer.number() + " was never sent");
        }
        if (answer.word() == LineProtocol.Word.HAVE) {
          sent = Math.max(answer.number(), acknowledged);
        } else {
          while (acknowledged < answer.number()) {
            acknowledged++;
            keptBytes -= kept.remove(acknowledged).length;
          }
        }
        AcknowledgingServer.this.notifyAll();
      }
    }

    /** Sends what the receiver does not have, and what comes, until the connection ends. */
    private void send() {
      try {
        write(LineProtocol.greeting(stream));
        boolean isEndSaid = false;
        while (!socket.isClosed()) {
          awaitNext(isEndSaid);
          List<Line> lines = next();
          for (Line line : lines) {
            out.write((line.number() + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(line.bytes());
            out.write('\n');
          }
          out.flush();
          if (lines.isEmpty() && !isEndSaid && isAtEnd()) {
            write(LineProtocol.END);
            isEndSaid = true;
          }
        }
      } catch (IOException e) {
        close(); // the receiver is gone
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Waits for something to do. */
    private void awaitNext(boolean isEndSaid) throws InterruptedException {
      synchronized (AcknowledgingServer.this) {
        while (!socket.isClosed() && (sent < 0 || sent == newest) && !(isAtEnd() && !isEndSaid)) {
          AcknowledgingServer.this.wait();
        }
      }
    }

    private boolean isAtEnd() {
      synchronized (AcknowledgingServer.this) {
        return isEnded && sent == newest;
      }
    }

    private List<Line> next() {
      synchronized (AcknowledgingServer.this) {
        List<Line> lines = new ArrayList<>();
        sent = sent < 0 ? sent : Math.max(sent, acknowledged);
        while (sent >= 0 && sent < newest && lines.size() < AT_ONCE) {
          sent++;
          lines.add(new Line(sent, kept.get(sent)));
        }
        return lines;
      }
    }

    private void write(String message) throws IOException {
      out.write((message + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    private void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It was gone already.
      }
      synchronized (AcknowledgingServer.this) {
        AcknowledgingServer.this.notifyAll();
      }
    }
  }
}
