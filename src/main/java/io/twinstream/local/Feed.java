package io.twinstream.local;

import io.twinstream.run.StopRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Sends lines to a server's clients, at most so many a second.
 *
 * @param linesPerSecond 0 for as fast as the clients read
 * @param most stops after so many lines
 * @param clients waits for so many clients before the first line
 */
public record Feed(long linesPerSecond, long most, int clients) {
  private static final long PAUSE_NANOS = 2_000_000;
  private static final long WAIT_MILLIS = 100;
  private static final int FLUSH_EVERY = 1_000;

  /** What was sent. */
  public record Sent(long lines, long bytes, Duration took) {}

  /**
   * Sends until the lines are over, {@link #most} are sent or a stop is requested.
   *
   * @param progress told now and then how many lines were sent
   */
  public Sent send(Lines lines, LineServer server, StopRequest stop, LongConsumer progress)
      throws IOException, InterruptedException {
    while (!stop.isRequested() && !server.awaitClients(clients, WAIT_MILLIS)) {
      progress.accept(0);
    }
    long start = System.nanoTime();
    long sent = 0;
    long bytes = 0;
    byte[] line = sent < most ? lines.next() : null;
    while (line != null && !stop.isRequested()) {
      if (isTooEarly(sent, System.nanoTime() - start)) {
        server.flush();
        progress.accept(sent);
        LockSupport.parkNanos(PAUSE_NANOS);
      } else if (server.send(line) == 0) {
        server.awaitClients(1, WAIT_MILLIS);
        progress.accept(sent);
      } else {
        sent++;
        bytes += line.length + 1L;
        if (sent % FLUSH_EVERY == 0) {
          server.flush();
          progress.accept(sent);
        }
        line = sent < most ? lines.next() : null;
      }
    }
    server.flush();
    return new Sent(sent, bytes, Duration.ofNanos(System.nanoTime() - start));
  }

  private boolean isTooEarly(long sent, long nanos) {
    return linesPerSecond > 0 && sent >= nanos / 1e9 * linesPerSecond;
  }
}
