package io.twinstream.local;

import io.twinstream.run.StopRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends lines to a receiver, at most so many a second, and waits until it has acknowledged them.
 *
 * @param linesPerSecond 0 for as fast as the receiver reads
 * @param most stops after so many lines
 */
public record AcknowledgedFeed(long linesPerSecond, long most) {
  private static final long PAUSE_NANOS = 2_000_000;
  private static final long WAIT_MILLIS = 100;

  /** Sends until all lines are acknowledged, or a stop is requested; returns how long it took. */
  public Duration send(Lines lines, AcknowledgingServer server, StopRequest stop, Runnable progress)
      throws IOException, InterruptedException {
    while (!stop.isRequested() && !server.awaitReceiver(WAIT_MILLIS)) {
      progress.run();
    }
    progress.run();
    long start = System.nanoTime();
    byte[] line = most > 0 ? lines.next() : null;
    while (line != null && !stop.isRequested()) {
      if (isTooEarly(server.fed(), System.nanoTime() - start)) {
        LockSupport.parkNanos(PAUSE_NANOS);
      } else if (server.send(line, WAIT_MILLIS)) {
        line = server.fed() < most ? lines.next() : null;
      }
      progress.run();
    }
    if (line == null) {
      server.end();
    }
    while (!stop.isRequested() && !server.awaitAcknowledged(WAIT_MILLIS)) {
      progress.run();
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private boolean isTooEarly(long sent, long nanos) {
    return linesPerSecond > 0 && sent >= nanos / 1e9 * linesPerSecond;
  }
}
