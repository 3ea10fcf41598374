package io.twinstream.ends.receivers;

import io.twinstream.error.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the receivers of a stream running, each by a thread of its own: one that ends is made and
 * started again, as the classic engine does. A receiver that has never run and could not be started
 * {@link #MOST_FAILURES} times is given up.
 */
final class Hosts {
  private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);
  private static final int MOST_FAILURES = 4;
  private static final long STOP_MILLIS = 15_000;

  private final Host host;
  private final SparkContext spark;
  private final long restartMillis;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile boolean isStopped;
  private volatile UserError failure;

  Hosts(Host host, int receivers, SparkContext spark) {
    this.host = host;
    this.spark = spark;
    this.restartMillis = spark.getConf().getLong("spark.streaming.receiverRestartDelay", 2_000);
    for (int number = 0; number < receivers; number++) {
      int each = number;
      Thread thread = new Thread(() -> keep(each), "host of receiver " + number);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  /** Runs a receiver once. */
  interface Host {
    /**
     * Returns when the receiver has ended; the thread is interrupted to end it.
     *
     * @throws Exception why it has ended
     */
    void run(int number) throws Exception;

    /** Called before the threads are interrupted. */
    void stop();
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Returns why the stream cannot go on; empty if it can. */
  Optional<UserError> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns how often receivers were started again. */
  int restarts() {
    return restarts.get();
  }

  /** Returns when no receiver stores any more. */
  void stop() {
    isStopped = true;
    host.stop();
    threads.forEach(Thread::interrupt);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
    boolean wasInterrupted = Thread.interrupted();
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(int number) {
    int failures = 0;
    while (!isStopped && !spark.isStopped()) {
      try {
        host.run(number);
        failures = Integer.MIN_VALUE; // it has run
        LOG.warn("receiver {} has stopped itself; it is started again", number);
      } catch (InterruptedException e) {
        return;
      } catch (Exception | LinkageError e) { // whatever a receiver throws
        if (isStopped) {
          return;
        }
        failures = NotStartedException.isCauseOf(e) ? failures + 1 : Integer.MIN_VALUE;
        if (failures >= MOST_FAILURES) {
          failure = notStarted(number, e);
          return;
        }
        warn(number, e);
      }
      restarts.incrementAndGet();
      pause();
    }
  }

  /** Why one could not be started says enough by itself. */
  private static void warn(int number, Throwable e) {
    if (NotStartedException.isCauseOf(e)) {
      LOG.warn(
          "receiver {} could not be started, and is tried again: {}",
          number,
          NotStartedException.reason(e));
    } else {
      LOG.warn("receiver {} has failed; it is started again", number, e);
    }
  }

  private static UserError notStarted(int number, Throwable e) {
    return UserError.failed(
        "receiver %d could not be started in %d attempts: %s"
            .formatted(number, MOST_FAILURES, NotStartedException.reason(e)),
        e);
  }

  private void pause() {
    try {
      Thread.sleep(restartMillis);
    } catch (InterruptedException e) {
      isStopped = true;
    }
  }
}
