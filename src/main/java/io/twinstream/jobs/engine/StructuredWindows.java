package io.twinstream.jobs.engine;

import static org.apache.spark.sql.functions.window;

import io.twinstream.jobs.WindowLayout;
import java.time.Duration;
import org.apache.spark.sql.Column;

/** The windows of a DStream as Structured Streaming writes them. */
public final class StructuredWindows {
  private StructuredWindows() {}

  /**
   * Returns the windows that a time falls into: a struct of {@code start} and {@code end}.
   *
   * @param zeroTimeMillis the classic job's, see {@link WindowLayout#startTimeMillis}
   */
  public static Column of(Column time, WindowLayout layout, long zeroTimeMillis) {
    long startTime =
        WindowLayout.startTimeMillis(
            zeroTimeMillis, layout.window().toMillis(), layout.slide().toMillis());
    return window(
        time,
        interval(layout.window()),
        interval(layout.slide()),
        interval(Duration.ofMillis(startTime)));
  }

  /** Returns a duration as Spark's functions read it. */
  public static String interval(Duration duration) {
    return duration.toMillis() + " milliseconds";
  }
}
