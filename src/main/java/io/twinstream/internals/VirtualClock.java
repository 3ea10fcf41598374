package io.twinstream.internals;

import java.time.Duration;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.util.ManualClock;

/**
 * The classic engine's clock, advanced by hand, so that an hour of batches runs in seconds and
 * twice the same.
 *
 * <p>Depends on {@code org.apache.spark.util.ManualClock} and {@code JobScheduler.clock}, which
 * Spark's own suites use; the clock begins at 0, or at the checkpoint's time after a restart
 * (JobGenerator.restart).
 */
public final class VirtualClock {
  private final ManualClock clock;

  private VirtualClock(ManualClock clock) {
    this.clock = clock;
  }

  /** Asks for a manual clock in contexts made with this configuration. */
  public static void configure(SparkConf conf) {
    conf.set("spark.streaming.clock", ManualClock.class.getName());
  }

  /** Returns the clock of a context whose configuration went through {@link #configure}. */
  public static VirtualClock of(JavaStreamingContext context) {
    return new VirtualClock((ManualClock) context.ssc().scheduler().clock());
  }

  /** Returns the time in milliseconds. */
  public long millis() {
    return clock.getTimeMillis();
  }

  /** Moves the time on; a batch whose time is reached begins. */
  public void advance(Duration by) {
    clock.advance(by.toMillis());
  }
}
