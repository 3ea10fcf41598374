package io.twinstream.local.feed;

import io.twinstream.ends.lines.FeedLine;
import io.twinstream.ends.lines.LineServer;
import io.twinstream.ends.lines.Lines;
import io.twinstream.engine.StopRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
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

  /**
   * What was sent.
   *
   * @param bytes of the lines, without their ends
   * @param qualities how many lines there were of each
   */
  public record Sent(
      long lines, long bytes, Duration took, Map<FeedLine.Quality, Long> qualities) {}

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
    SentLines sent = new SentLines(linesPerSecond);
    FeedLine line = most > 0 ? lines.next() : null;
    while (line != null && !stop.isRequested()) {
      if (sent.isTooEarly()) {
        server.flush();
        progress.accept(sent.lines());
        LockSupport.parkNanos(PAUSE_NANOS);
      } else if (server.send(line.bytes()) == 0) {
        server.awaitClients(1, WAIT_MILLIS);
        progress.accept(sent.lines());
      } else {
        sent.add(line);
        if (sent.lines() % FLUSH_EVERY == 0) {
          server.flush();
          progress.accept(sent.lines());
        }
        line = sent.lines() < most ? lines.next() : null;
      }
    }
    server.flush();
    return sent.total();
  }
}
