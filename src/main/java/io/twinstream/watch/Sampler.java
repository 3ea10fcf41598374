package io.twinstream.watch;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for what takes time to know, in a thread of its own, as long as anybody wants to know it. It
 * rests a hundred times as long as an answer takes: so it is never more than a hundredth of what
 * the machine does.
 */
final class Sampler<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
  private static final Duration WANTED = Duration.ofSeconds(60);
  private static final int REST = 100;
  private static final int NEWEST = 3;

  private final String name;
  private final Supplier<Optional<T>> ask;
  private final Duration every;
  private volatile Optional<T> newest = Optional.empty();
  private final long[] took = new long[NEWEST];
  private int answers;
  private long wantedNanos;
  private Thread thread;
  private boolean isClosed;

  /**
   * @param every the least time between two questions
   */
  Sampler(String name, Supplier<Optional<T>> ask, Duration every) {
    this.name = name;
    this.ask = ask;
    this.every = every;
  }

  /** Returns the newest answer; empty before the first, for which it waits not. */
  synchronized Optional<T> newest() {
    wantedNanos = System.nanoTime();
    if (thread == null && !isClosed) {
      thread = new Thread(this::run, "twinstream-" + name);
      thread.setDaemon(true);
      thread.start();
    }
    return newest;
  }

  private void run() {
    try {
      while (isWanted()) {
        long began = System.nanoTime();
        try {
          newest = asked();
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) { // also checked ones of Spark; asked again: what is away comes back
          LOG.debug("{} is not known", name, e);
        }
        Thread.sleep(rest(System.nanoTime() - began).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By the quickest of the newest answers: one waits for other work at times. */
  private Duration rest(long nanos) {
    took[answers++ % took.length] = nanos;
    Duration rest = Duration.ofNanos(REST * Arrays.stream(took).min().getAsLong());
    return rest.compareTo(every) > 0 ? rest : every;
  }

  /** Spark, in Scala, throws checked exceptions that are not declared. */
  @SuppressWarnings("RedundantThrows")
  private Optional<T> asked() throws Exception {
    return ask.get();
  }

  private synchronized boolean isWanted() {
    boolean isWanted = !isClosed && System.nanoTime() - wantedNanos < WANTED.toNanos();
    if (!isWanted) {
      thread = null;
    }
    return isWanted;
  }

  /** Ends it; returns when it asks no more. */
  @Override
  public void close() {
    Thread ending;
    synchronized (this) {
      isClosed = true;
      ending = thread;
    }
    if (ending != null) {
      ending.interrupt();
      try {
        ending.join(WANTED.toMillis() / REST);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
