package io.twinstream.ends.lines;

import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.ReplayTarget;
import io.twinstream.error.UserError;

/**
 * A server on the loopback interface that sends the values of a recording as lines to whoever is
 * connected. While there is nobody, it waits. A tombstone is no line and is left out.
 */
public final class ReplayedLines implements ReplayTarget {
  private static final long WAIT_MILLIS = 100;

  private final LineServer server;

  private ReplayedLines(LineServer server) {
    this.server = server;
  }

  /**
   * Starts a server.
   *
   * @param port 1 to 65535, or 0 for any that is free
   * @throws UserError if the port cannot be had
   */
  public static ReplayedLines listen(int port) {
    return new ReplayedLines(LineServer.start(port));
  }

  /** Returns the port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public boolean isReady() {
    try {
      return server.awaitClients(1, WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }

  @Override
  public boolean send(Recorded record) {
    if (record.value() == null) {
      return true;
    }
    if (!record.isLine()) {
      throw UserError.failed(
          "port %d: a value at %d ms has a line feed in it, and would be two lines: replay it to kafka:"
              .formatted(port(), record.arrivalMillis()));
    }
    return server.send(record.value()) > 0;
  }

  @Override
  public void flush() {
    server.flush();
  }

  @Override
  public void finish() {
    server.flush();
  }

  @Override
  public void close() {
    server.close();
  }
}
