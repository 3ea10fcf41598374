package io.twinstream.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;

/**
 * Lets an engine finish what it received, within a limit.
 *
 * <p>Spark's own limit, {@value RunReport#LIMIT_SETTING}, is not kept by itself: once it has
 * passed, Spark still waits up to an hour for the batches that are queued (JobScheduler.stop, 3.5
 * and 4.1), and the port's {@code processAllAvailable} knows none.
 */
final class GracefulStop {
  private static final int DEFAULT_BATCHES = 10;
  private static final Duration CANCEL_EVERY = Duration.ofMillis(200);
  private static final Duration CANCEL_FOR = Duration.ofSeconds(10);

  private GracefulStop() {}

  /** What takes a while, and how it can fail. */
  @FunctionalInterface
  interface Work<E extends Exception> {
    void run() throws E, InterruptedException;
  }

  /** Returns the limit that is set, or Spark's default of ten batches. */
  static Duration limit(SparkContext spark, Duration batchInterval) {
    String byDefault = batchInterval.multipliedBy(DEFAULT_BATCHES).toMillis() + "ms";
    return Duration.ofMillis(spark.getConf().getTimeAsMs(RunReport.LIMIT_SETTING, byDefault));
  }

  /**
   * Waits for the work; after the limit cancels Spark's jobs, so that it comes to an end. Tells
   * whether it came to its end within the limit.
   *
   * @param atLimit what else ends waiting
   * @throws E if the work failed
   */
  static <E extends Exception> boolean within(
      Duration limit, SparkContext spark, Work<E> work, Runnable atLimit)
      throws E, InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            },
            "twinstream-stop");
    worker.setDaemon(true);
    worker.start();
    if (GracefulStop.<E>isDone(done, limit)) {
      return true;
    }
    atLimit.run();
    for (long end = System.nanoTime() + CANCEL_FOR.toNanos(); System.nanoTime() < end; ) {
      spark.cancelAllJobs();
      if (GracefulStop.<E>isDone(done, CANCEL_EVERY)) {
        return false;
      }
    }
    return false;
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> boolean isDone(CompletableFuture<Void> done, Duration limit)
      throws E, InterruptedException {
    try {
      done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw (E) e.getCause();
    }
  }
}
