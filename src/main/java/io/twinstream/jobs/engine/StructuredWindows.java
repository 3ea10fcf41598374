package io.twinstream.jobs.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_millis;

import io.twinstream.api.PortInput;
import io.twinstream.api.WindowAlignment;
import io.twinstream.jobs.WindowLayout;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;

/** The windows of a DStream as Structured Streaming writes them. */
public final class StructuredWindows {
  private final Optional<WindowLayout> layout;
  private final WindowAlignment aligned;

  private StructuredWindows(Optional<WindowLayout> layout, WindowAlignment aligned) {
    this.layout = layout;
    this.aligned = aligned;
  }

  /** Returns the windows of a run; they continue those of a savepoint. */
  public static StructuredWindows of(PortInput in, WindowLayout layout) {
    return of(in, Optional.of(layout));
  }

  /**
   * Returns the windows of a run; where there is no layout, each micro-batch is one, from 0 to 0.
   */
  public static StructuredWindows of(PortInput in, Optional<WindowLayout> layout) {
    long zeroTimeMillis = layout.map(WindowLayout::zeroTimeMillis).orElse(0L);
    return new StructuredWindows(layout, in.windows(zeroTimeMillis));
  }

  /** Returns rows that wait for those which are up to so much late in their column {@code at}. */
  public <T> Dataset<T> awaiting(Dataset<T> rows, Duration lateness) {
    return layout.isEmpty() ? rows : rows.withWatermark("at", interval(lateness));
  }

  /** Returns the column {@code window} of rows with a time in their column {@code at}. */
  public Column window() {
    return layout.map(this::windowsOfTime).orElse(lit(0L)).as("window");
  }

  /** Returns the column {@code windowStart} of rows with a {@code window}, inclusive. */
  public Column start() {
    return millis("window.start").as("windowStart");
  }

  /** Returns the column {@code windowEnd} of rows with a {@code window}, exclusive. */
  public Column end() {
    return millis("window.end").as("windowEnd");
  }

  /** Tells of rows with a {@code window} whether the run of the savepoint has not written it. */
  public Column isNotWritten() {
    return layout.isEmpty() ? lit(true) : millis("window.end").gt(aligned.writtenMillis());
  }

  /** Returns a duration as Spark's functions read it. */
  public static String interval(Duration duration) {
    return duration.toMillis() + " milliseconds";
  }

  private Column windowsOfTime(WindowLayout each) {
    long startTime =
        WindowLayout.startTimeMillis(
            aligned.zeroTimeMillis(), each.window().toMillis(), each.slide().toMillis());
    return functions.window(
        col("at"),
        interval(each.window()),
        interval(each.slide()),
        interval(Duration.ofMillis(startTime)));
  }

  private Column millis(String time) {
    return layout.isEmpty() ? lit(0L) : unix_millis(col(time));
  }
}
