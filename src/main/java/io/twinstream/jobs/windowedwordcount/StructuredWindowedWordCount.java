package io.twinstream.jobs.windowedwordcount;

import static org.apache.spark.sql.functions.col;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredWindows;
import java.time.Duration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/**
 * Word count over a sliding window on Structured Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link WindowedWordCount}.
 *   <li>Output: one {@link WindowedWord} per window and word that the batch changed (mode update).
 *   <li>State: window and word to count, until the watermark has passed the window.
 *   <li>Time: arrival or event; windows lie as in the classic job, see {@link WindowLayout}.
 *   <li>Delivery: at least once; a row that is written again replaces itself.
 *   <li>Twin: {@link DStreamWindowedWordCount}. Known differences: see the package.
 * </ul>
 */
public final class StructuredWindowedWordCount implements StructuredTwin<WindowedWord> {
  private final WindowedWordCount rule;
  private final WindowLayout layout;
  private final Duration lateness;

  public StructuredWindowedWordCount(WindowOptions options) {
    rule = options.rule();
    layout = options.windows;
    lateness = options.lateness;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<WindowedWord> topology(PortInput in) {
    StructuredWindows windows = StructuredWindows.of(in, layout);
    Dataset<TimedWord> words = StructuredInput.records(in, rule::timedWords, TimedWord.class);
    return windows
        .awaiting(words, lateness)
        .groupBy(windows.window(), col("word"))
        .count()
        .filter(windows.isNotWritten())
        .select(windows.start(), windows.end(), col("word"), col("count"))
        .as(Encoders.bean(WindowedWord.class));
  }

  public static void main(String[] args) {
    JobMain.main("windowed-word-count", Engine.STRUCTURED, args);
  }
}
