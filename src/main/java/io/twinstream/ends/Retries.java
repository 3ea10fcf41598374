package io.twinstream.ends;

import io.twinstream.error.Secrets;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again while a server is away, with pauses of 0.1 s that grow to 5 s, for
 * ten minutes. Says once that it waits, and once that the server is there again.
 *
 * <p>Whoever is cut off cannot know what came of it, so what is tried again must give the same when
 * it is done twice.
 */
public final class Retries implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final String server;
  private transient volatile boolean isGivenUp;

  /**
   * @param server how people call it, without a password
   */
  public Retries(String server) {
    this.server = server;
  }

  /** Something that a server does. */
  @FunctionalInterface
  public interface Attempt<T, E extends Exception> {
    /** Returns what it came to. */
    T run() throws E;
  }

  /**
   * Returns what an attempt came to.
   *
   * @param isAway tells of a failure whether it passes by itself
   * @throws E the failure of the last attempt: one that does not pass, or the server stayed away
   *     for ten minutes, or until {@link #giveUp}
   */
  public <T, E extends Exception> T run(Attempt<T, E> attempt, Predicate<Exception> isAway)
      throws E {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Duration pause = FIRST_PAUSE;
    boolean isSaid = false;
    while (true) {
      try {
        T result = attempt.run();
        if (isSaid) {
          LOG.warn("{}: is there again", server);
        }
        return result;
      } catch (Exception e) {
        if (!isAway.test(e)
            || isGivenUp
            || System.nanoTime() > deadline
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (!isSaid) {
          isSaid = true;
          LOG.warn(
              "{}: is not there, trying again: {}",
              server,
              Secrets.maskedWord(String.valueOf(e.getMessage())));
        }
        pause(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    }
  }

  /** Tries nothing again from now on. Called from another thread than that which waits. */
  public void giveUp() {
    isGivenUp = true;
  }

  private void pause(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    while (!isGivenUp && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(Math.min(FIRST_PAUSE.toNanos(), end - System.nanoTime()));
    }
  }
}
