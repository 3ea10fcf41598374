package io.twinstream.bench.shared;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Ends a process that takes too long, or that would live on when this one is asked to end. */
public final class ProcessLimit implements AutoCloseable {
  private final Timer timer = new Timer("limit", true);
  private final Thread atExit;
  private volatile boolean isOver;

  /** Gives a process that long. */
  public ProcessLimit(Process process, Duration limit) {
    atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
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

  /** Tells whether it took too long. */
  public boolean isOver() {
    return isOver;
  }

  /** Forgets the process. */
  @Override
  public void close() {
    timer.cancel();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // This process ends already, and has ended the other.
    }
  }
}
