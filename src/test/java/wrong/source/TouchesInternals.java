package wrong.source;

import org.apache.spark.util.ManualClock;

/** A source that uses what is private to Spark. */
public final class TouchesInternals {
  private TouchesInternals() {}

  public static long time() {
    return new ManualClock().getTimeMillis();
  }
}
