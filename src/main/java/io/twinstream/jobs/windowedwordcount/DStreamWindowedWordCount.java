package io.twinstream.jobs.windowedwordcount;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.WindowLayout;
import io.twinstream.jobs.engine.DStreamWindows;
import io.twinstream.jobs.wordcount.WordCount;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Word count over a sliding window on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link WindowedWordCount}.
 *   <li>Output: one {@link WindowedWord} per window and word, at the end of the window.
 *   <li>State: with an inverse function word to count (long), in the checkpoint.
 *   <li>Time: arrival; windows end at {@code zeroTime + k * slide}, see {@link WindowLayout}.
 *   <li>Delivery: at least once; a row that is written again replaces itself.
 *   <li>Twin: {@link StructuredWindowedWordCount}. Known differences: see the package.
 * </ul>
 */
public final class DStreamWindowedWordCount implements DStreamTwin<WindowedWord> {
  private static final Function2<Long, Long, Long> ADD = WordCount::add;
  private static final Function2<Long, Long, Long> SUBTRACT = Math::subtractExact;
  private static final Function<Tuple2<String, Long>, Boolean> IS_THERE =
      counted -> counted._2() > 0;

  private final WindowedWordCount rule;
  private final WindowLayout layout;
  private final WindowOptions.Mode mode;

  public DStreamWindowedWordCount(WindowOptions options) {
    rule = options.rule();
    layout = options.windows;
    mode = options.mode;
  }

  @Override
  public JavaDStream<WindowedWord> topology(ClassicInput in) {
    DStreamWindows windows = DStreamWindows.of(in, layout);
    JavaDStream<String> words = in.records().flatMap(rule::words);
    JavaPairDStream<String, Long> counts =
        windows
            .withCountsBefore(counts(words, windows.length(), windows.slide()), rule::words)
            .filter(IS_THERE);
    return windows.rows(
        counts, (word, start, end) -> new WindowedWord(start, end, word._1(), word._2()));
  }

  private JavaPairDStream<String, Long> counts(
      JavaDStream<String> words, Duration length, Duration slide) {
    JavaPairDStream<String, Long> ones = words.mapToPair(word -> new Tuple2<>(word, 1L));
    int partitions = words.context().sparkContext().defaultParallelism();
    return switch (mode) {
      case PLAIN -> ones.reduceByKeyAndWindow(ADD, length, slide);
      case INVERSE -> ones.reduceByKeyAndWindow(ADD, SUBTRACT, length, slide);
      case INVERSE_FILTERED ->
          ones.reduceByKeyAndWindow(ADD, SUBTRACT, length, slide, partitions, IS_THERE);
      case BY_VALUE -> words.countByValueAndWindow(length, slide);
    };
  }

  public static void main(String[] args) {
    JobMain.main("windowed-word-count", Engine.DSTREAM, args);
  }
}
