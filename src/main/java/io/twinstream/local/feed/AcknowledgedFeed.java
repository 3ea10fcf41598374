package io.twinstream.local.feed;

import io.twinstream.ends.lines.AcknowledgingServer;
import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.Lines;
import io.twinstream.engine.StopRequest;
import java.io.IOException;
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

  /** Sends until all lines are acknowledged, or a stop is requested; returns what was sent. */
  public Feed.Sent send(
      Lines lines, AcknowledgingServer server, StopRequest stop, Runnable progress)
      throws IOException, InterruptedException {
    while (!stop.isRequested() && !server.awaitReceiver(WAIT_MILLIS)) {
      progress.run();
    }
    progress.run();
    SentLines sent = new SentLines(linesPerSecond);
    FeedLine line = most > 0 ? lines.next() : null;
    while (line != null && !stop.isRequested()) {
      if (sent.isTooEarly()) {
        LockSupport.parkNanos(PAUSE_NANOS);
      } else if (server.send(line.bytes(), WAIT_MILLIS)) {
        sent.add(line);
        line = sent.lines() < most ? lines.next() : null;
      }
      progress.run();
    }
    if (line == null) {
      server.end();
    }
    while (!stop.isRequested() && !server.awaitAcknowledged(WAIT_MILLIS)) {
      progress.run();
    }
    return sent.total();
  }
}
