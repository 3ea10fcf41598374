package io.twinstream.jobs.windowedwordcount;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.window;

import io.twinstream.jobs.Jobs;
import io.twinstream.jobs.wordcount.WordCount;
import io.twinstream.run.Begin;
import io.twinstream.run.Engine;
import io.twinstream.run.Grain;
import io.twinstream.run.RunCommand;
import io.twinstream.run.Scope;
import io.twinstream.run.StructuredTwin;
import io.twinstream.run.WindowsBefore;
import java.sql.Timestamp;
import java.time.Duration;
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
 *       WindowAlignment}.
 *   <li>Delivery: at least once; the last row of a window and word counts.
 *   <li>Twin: {@link DStreamWindowedWordCount}. Known differences: see the package.
 * </ul>
 */
public final class StructuredWindowedWordCount implements StructuredTwin<WindowedWord> {
  private static final Encoder<Tuple2<String, Timestamp>> WORD_AND_TIME =
      Encoders.tuple(Encoders.STRING(), Encoders.TIMESTAMP());

  private final WindowOptions options;
  private final WindowsBefore before;

  public StructuredWindowedWordCount(WindowOptions options) {
    this(options, new WindowsBefore(options.zeroTimeMillis, Long.MIN_VALUE));
  }

  private StructuredWindowedWordCount(WindowOptions options, WindowsBefore before) {
    this.options = options;
    this.before = before;
  }

  @Override
  public Duration memory() {
    return options.window;
  }

  @Override
  public StructuredTwin<WindowedWord> from(Begin begin) {
    return new StructuredWindowedWordCount(options, begin.windows());
  }

  @Override
  public Scope scope() {
    return Scope.STREAM;
  }

  @Override
  public Grain grain() {
    return Grain.WINDOW_END;
  }

  @Override
  public Dataset<WindowedWord> topology(Dataset<Row> lines) {
    long startTime =
        WindowAlignment.startTimeMillis(
            before.zeroTime(), options.window.toMillis(), options.slide.toMillis());
    return words(lines)
        .withWatermark("at", millis(options.lateness.toMillis()))
        .groupBy(
            window(
                col("at"),
                millis(options.window.toMillis()),
                millis(options.slide.toMillis()),
                millis(startTime)),
            col("word"))
        .count()
        .filter(unix_millis(col("window.end")).gt(before.written()))
        .select(
            unix_millis(col("window.start")).as("windowStart"),
            unix_millis(col("window.end")).as("windowEnd"),
            col("word"),
            col("count"))
        .as(Encoders.bean(WindowedWord.class));
  }

  private Dataset<Row> words(Dataset<Row> lines) {
    FlatMapFunction<Tuple2<String, Timestamp>, Tuple2<String, Timestamp>> words =
        options.time == WindowOptions.Time.EVENT
            ? line ->
                WordCount.words(TimedLine.text(line._1())).stream()
                    .map(
                        word ->
                            new Tuple2<>(word, new Timestamp(TimedLine.eventTimeMillis(line._1()))))
                    .iterator()
            : line ->
                WordCount.words(line._1()).stream()
                    .map(word -> new Tuple2<>(word, line._2()))
                    .iterator();
    return lines
        .select("value", "arrivedAt")
        .as(WORD_AND_TIME)
        .flatMap(words, WORD_AND_TIME)
        .toDF("word", "at");
  }

  private static String millis(long millis) {
    return millis + " milliseconds";
  }

  public static void main(String[] args) {
    System.exit(RunCommand.execute(Jobs.WINDOWED_WORD_COUNT, Engine.STRUCTURED, args));
  }
}
