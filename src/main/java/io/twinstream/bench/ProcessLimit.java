package io.twinstream.bench;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Ends a process that takes too long. */
final class ProcessLimit implements AutoCloseable {
  private final Timer timer = new Timer("limit", true);
  private volatile boolean isOver;

  ProcessLimit(Process process, Duration limit) {
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            isOver = true;
            process.destroyForcibly();
          }
        },
        limit.toMillis());
  }

  /** Tells whether it had to. */
  boolean isOver() {
    return isOver;
  }

  /** Lets it live. */
  @Override
  public void close() {
    timer.cancel();
  }
}
