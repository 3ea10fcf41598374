package io.twinstream.internals;

import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * The batches of a classic context that were begun and are not done.
 *
 * <p>Depends on {@code JobScheduler.getPendingTimes}, which is also what a checkpoint keeps of
 * them; it can be asked after a stop.
 */
public final class PendingBatches {
  private PendingBatches() {}

  /** Returns how many there are; a batch with a failed job is one. */
  public static int count(JavaStreamingContext context) {
    return context.ssc().scheduler().getPendingTimes().size();
  }
}
