package io.twinstream.jobs.windowedwordcount;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.InputRecord;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.wordcount.WordCount;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Word count over a sliding window on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link WordCount}; with {@code --time event} see {@link TimedLine}.
 *   <li>Output: one {@link WindowedWord} per word of the window, at each slide; order unspecified.
 *   <li>State: with an inverse function word to count (long), in the checkpoint.
 *   <li>Time: arrival; windows end at batch times {@code zeroTime + k * slide}.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link StructuredWindowedWordCount}. Known differences: see the package.
 * </ul>
 */
public final class DStreamWindowedWordCount implements DStreamTwin<WindowedWord> {
  private static final Function2<Long, Long, Long> ADD = WordCount::add;
  private static final Function2<Long, Long, Long> SUBTRACT = Math::subtractExact;
  private static final Function<Tuple2<String, Long>, Boolean> IS_THERE =
      counted -> counted._2() > 0;

  private final WindowOptions options;

  public DStreamWindowedWordCount(WindowOptions options) {
    this.options = options;
  }

  @Override
  public JavaDStream<WindowedWord> topology(ClassicInput in) {
    long windowMillis = options.windows.window().toMillis();
    boolean isTimed = options.time == WindowOptions.Time.EVENT;
    long aheadMillis = options.clockDifference.toMillis();
    JavaDStream<String> words =
        in.records().flatMap(record -> words(record, isTimed, aheadMillis).iterator());
    return withCountsBefore(in, counts(words)).filter(IS_THERE).transform(rows(windowMillis));
  }

  private static List<String> words(InputRecord record, boolean isTimed, long aheadMillis) {
    if (record.value() == null) {
      return List.of();
    }
    return isTimed
        ? TimedLine.of(record.value(), record.arrivedAtMillis(), aheadMillis)
            .map(timed -> WordCount.words(timed.text()))
            .orElse(List.of())
        : WordCount.words(record.value());
  }

  private JavaPairDStream<String, Long> withCountsBefore(
      ClassicInput in, JavaPairDStream<String, Long> counts) {
    boolean isTimed = options.time == WindowOptions.Time.EVENT;
    long aheadMillis = options.clockDifference.toMillis();
    FlatMapFunction<InputRecord, Tuple2<String, Long>> ones =
        record ->
            words(record, isTimed, aheadMillis).stream()
                .map(word -> new Tuple2<>(word, 1L))
                .iterator();
    return in.replayed()
        .map(records -> records.inWindow(counts.map(each -> each), options.windows.window(), ones))
        .map(all -> all.mapToPair(each -> each).reduceByKey(ADD))
        .orElse(counts);
  }

  private JavaPairDStream<String, Long> counts(JavaDStream<String> words) {
    Duration window = Durations.milliseconds(options.windows.window().toMillis());
    Duration slide = Durations.milliseconds(options.windows.slide().toMillis());
    JavaPairDStream<String, Long> ones = words.mapToPair(word -> new Tuple2<>(word, 1L));
    int partitions = words.context().sparkContext().defaultParallelism();
    return switch (options.mode) {
      case PLAIN -> ones.reduceByKeyAndWindow(ADD, window, slide);
      case INVERSE -> ones.reduceByKeyAndWindow(ADD, SUBTRACT, window, slide);
      case INVERSE_FILTERED ->
          ones.reduceByKeyAndWindow(ADD, SUBTRACT, window, slide, partitions, IS_THERE);
      case BY_VALUE -> words.countByValueAndWindow(window, slide);
    };
  }

  private static Function2<JavaPairRDD<String, Long>, Time, JavaRDD<WindowedWord>> rows(
      long windowMillis) {
    return (counts, time) -> {
      long end = time.milliseconds();
      return counts.map(
          counted -> new WindowedWord(end - windowMillis, end, counted._1(), counted._2()));
    };
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("windowed-word-count", Engine.DSTREAM, args));
  }
}
