package io.twinstream.ends.lines;

import io.twinstream.error.UserError;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where a recorder passes lines on, on the loopback interface. */
abstract class PassedLines implements AutoCloseable {
  private static final int WINDOW = 100_000;
  private static final long WAIT_MILLIS = 100;

  /** Returns a server of plain lines; a line goes to all that are connected. */
  static PassedLines plain(int port) {
    return new Plain(LineServer.start(port));
  }

  /** Returns a server that keeps lines until they are acknowledged. */
  static PassedLines acknowledged(int port) {
    return new Acknowledged(AcknowledgingServer.start(port, WINDOW));
  }

  abstract int port();

  /** Waits for a moment, or until a line can be passed on; tells whether it can. */
  abstract boolean isReady(long millis) throws InterruptedException;

  /** Passes a line on, which may wait for {@link #flush}. */
  abstract void pass(LineTraffic.Line line);

  /** Sends what waits. */
  abstract void flush();

  /** Returns up to which number of the stream the lines that were passed on are acknowledged. */
  abstract long acknowledged(String stream);

  /** Waits until all is acknowledged, at most so long. */
  abstract void drain(boolean isEnd, long nanos);

  @Override
  public abstract void close();

  private static final class Plain extends PassedLines {
    private final LineServer server;

    private Plain(LineServer server) {
      this.server = server;
    }

    @Override
    int port() {
      return server.port();
    }

    @Override
    boolean isReady(long millis) throws InterruptedException {
      return server.awaitClients(1, millis);
    }

    @Override
    void pass(LineTraffic.Line line) {
      server.send(line.bytes());
    }

    @Override
    void flush() {
      server.flush();
    }

    @Override
    long acknowledged(String stream) {
      return Long.MAX_VALUE;
    }

    @Override
    void drain(boolean isEnd, long nanos) {
      server.flush();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static final class Acknowledged extends PassedLines {
    private final AcknowledgingServer server;

    // Guarded by this. The lines that were passed on and are not known to be acknowledged.
    private final Deque<LineTraffic.Line> open = new ArrayDeque<>();
    private LineTraffic.Line newest = LineTraffic.Line.NONE;
    private long counted;
    private LineTraffic.Line pending;

    private Acknowledged(AcknowledgingServer server) {
      this.server = server;
    }

    @Override
    int port() {
      return server.port();
    }

    /** Tells whether the line that had no room before has it now. */
    @Override
    boolean isReady(long millis) {
      if (pending != null && isSent(pending, millis)) {
        pending = null;
      }
      return pending == null;
    }

    @Override
    void pass(LineTraffic.Line line) {
      if (!isSent(line, 0)) {
        pending = line;
      }
    }

    private boolean isSent(LineTraffic.Line line, long millis) {
      try {
        if (!server.send(line.bytes(), millis)) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw UserError.failed("interrupted", e);
      }
      synchronized (this) {
        // Its bytes are the server's now.
        open.addLast(new LineTraffic.Line(line.stream(), line.number(), 0, null));
      }
      return true;
    }

    /** The server sends without being asked. */
    @Override
    void flush() {}

    @Override
    synchronized long acknowledged(String stream) {
      for (long all = server.acknowledged(); counted < all && !open.isEmpty(); counted++) {
        newest = open.removeFirst();
      }
      return stream.equals(newest.stream()) ? newest.number() : 0;
    }

    @Override
    void drain(boolean isEnd, long nanos) {
      long deadline = System.nanoTime() + nanos;
      while (System.nanoTime() < deadline && !isReady(WAIT_MILLIS)) {
        // waits for room
      }
      if (isEnd) {
        server.end();
      }
      try {
        while (System.nanoTime() < deadline && !server.awaitAcknowledged(WAIT_MILLIS)) {
          // waits for the job
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
