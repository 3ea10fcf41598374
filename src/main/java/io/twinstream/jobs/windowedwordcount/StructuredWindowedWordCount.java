package io.twinstream.jobs.windowedwordcount;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_millis;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.api.WindowAlignment;
import io.twinstream.jobs.engine.StructuredWindows;
import io.twinstream.jobs.wordcount.WordCount;
import java.sql.Timestamp;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Word count over a sliding window on Structured Streaming.
 *
 * <ul>
 *   <li>Input: {@code value} and {@code arrivedAt}; with {@code --time event} see {@link
 *       TimedLine}.
 *   <li>Output: one {@link WindowedWord} per window and word that the micro-batch changed (output
 *       mode update).
 *   <li>State: window and word to count, until the watermark has passed the window.
 *   <li>Time: arrival or event; windows begin at {@code startTime + k * slide}, see {@link
 *       io.twinstream.jobs.WindowLayout}.
 *   <li>Delivery: at least once; the last row of a window and word counts.
 *   <li>Twin: {@link DStreamWindowedWordCount}. Known differences: see the package.
 * </ul>
 */
public final class StructuredWindowedWordCount implements StructuredTwin<WindowedWord> {
  private static final Encoder<Tuple2<String, Timestamp>> WORD_AND_TIME =
      Encoders.tuple(Encoders.STRING(), Encoders.TIMESTAMP());

  private final WindowOptions options;

  public StructuredWindowedWordCount(WindowOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<WindowedWord> topology(PortInput in) {
    WindowAlignment aligned = in.windows(options.windows.zeroTimeMillis());
    return words(in.lines())
        .withWatermark("at", StructuredWindows.interval(options.lateness))
        .groupBy(
            StructuredWindows.of(col("at"), options.windows, aligned.zeroTimeMillis()).as("window"),
            col("word"))
        .count()
        .filter(unix_millis(col("window.end")).gt(aligned.writtenMillis()))
        .select(
            unix_millis(col("window.start")).as("windowStart"),
            unix_millis(col("window.end")).as("windowEnd"),
            col("word"),
            col("count"))
        .as(Encoders.bean(WindowedWord.class));
  }

  private Dataset<Row> words(Dataset<Row> lines) {
    long aheadMillis = options.clockDifference.toMillis();
    FlatMapFunction<Tuple2<String, Timestamp>, Tuple2<String, Timestamp>> words =
        options.time == WindowOptions.Time.EVENT
            ? line ->
                TimedLine.of(line._1(), line._2().getTime(), aheadMillis)
                    .map(timed -> words(timed.text(), new Timestamp(timed.atMillis())))
                    .orElse(Collections.emptyIterator())
            : line -> words(line._1(), line._2());
    return lines
        .select("value", "arrivedAt")
        .as(WORD_AND_TIME)
        .flatMap(words, WORD_AND_TIME)
        .toDF("word", "at");
  }

  private static Iterator<Tuple2<String, Timestamp>> words(String text, Timestamp at) {
    return WordCount.words(text).stream().map(word -> new Tuple2<>(word, at)).iterator();
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("windowed-word-count", Engine.STRUCTURED, args));
  }
}
