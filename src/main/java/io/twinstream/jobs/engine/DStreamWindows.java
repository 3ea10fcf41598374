package io.twinstream.jobs.engine;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.InputRecord;
import io.twinstream.api.ReplayedRecords;
import io.twinstream.jobs.Sums;
import io.twinstream.jobs.WindowLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDDLike;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaDStreamLike;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/** The windows of a classic run, and what arrived in them before it began. */
public final class DStreamWindows {
  private final Optional<WindowLayout> layout;
  private final Optional<ReplayedRecords> before;

  private DStreamWindows(Optional<WindowLayout> layout, Optional<ReplayedRecords> before) {
    this.layout = layout;
    this.before = before;
  }

  /** Returns the windows of a run; they continue those of a savepoint. */
  public static DStreamWindows of(ClassicInput in, WindowLayout layout) {
    return of(in, Optional.of(layout));
  }

  /** Returns the windows of a run; where there is no layout, each batch is one, from 0 to 0. */
  public static DStreamWindows of(ClassicInput in, Optional<WindowLayout> layout) {
    return new DStreamWindows(layout, layout.flatMap(any -> in.replayed()));
  }

  /** Returns how long they are; only with a layout. */
  public Duration length() {
    return Durations.milliseconds(layout.orElseThrow().window().toMillis());
  }

  /** Returns how far they slide each time; only with a layout. */
  public Duration slide() {
    return Durations.milliseconds(layout.orElseThrow().slide().toMillis());
  }

  /**
   * Returns what the batches of each window hold, and the records that came before the run.
   *
   * @param read what a record is in the window
   */
  public <T> JavaDStream<T> window(JavaDStream<T> batches, FlatMapFunction<InputRecord, T> read) {
    JavaDStream<T> windowed = layout.isEmpty() ? batches : batches.window(length(), slide());
    return withBefore(windowed, read);
  }

  /** Returns counts of each window, with one for each thing that a record before the run holds. */
  public <K> JavaPairDStream<K, Long> withCountsBefore(
      JavaPairDStream<K, Long> counts, FlatMapFunction<InputRecord, K> read) {
    if (before.isEmpty()) {
      return counts;
    }
    FlatMapFunction<InputRecord, Tuple2<K, Long>> ones =
        record -> {
          List<Tuple2<K, Long>> each = new ArrayList<>();
          read.call(record).forEachRemaining(key -> each.add(new Tuple2<>(key, 1L)));
          return each.iterator();
        };
    return withBefore(counts.map(each -> each), ones)
        .mapToPair(each -> each)
        .reduceByKey(Sums::add);
  }

  /** Returns the count of each window, with that of the records before the run that count too. */
  public JavaDStream<Long> withCountBefore(
      JavaDStream<Long> count, Function<InputRecord, Boolean> isCounted) {
    if (before.isEmpty()) {
      return count;
    }
    FlatMapFunction<InputRecord, Long> ones =
        record -> isCounted.call(record) ? List.of(1L).iterator() : Collections.emptyIterator();
    return withBefore(count, ones).reduce(Sums::add);
  }

  /**
   * Returns the row of each thing in a window.
   *
   * @param row takes the thing, when the window starts (inclusive) and ends (exclusive), epoch ms
   */
  public <T, D extends JavaRDDLike<T, D>, R> JavaDStream<R> rows(
      JavaDStreamLike<T, ?, D> windowed, Function3<T, Long, Long, R> row) {
    long length = layout.map(each -> each.window().toMillis()).orElse(0L);
    boolean hasEnd = layout.isPresent();
    return windowed.transform(
        (window, time) -> {
          long end = hasEnd ? time.milliseconds() : 0;
          return window.map(each -> row.call(each, end - length, end));
        });
  }

  /**
   * Returns the rows of each thing in a window.
   *
   * @param rows takes the thing and when the window ends (exclusive), epoch ms
   */
  public <T, D extends JavaRDDLike<T, D>, R> JavaDStream<R> flatRows(
      JavaDStreamLike<T, ?, D> windowed, Function2<T, Long, Iterator<R>> rows) {
    return windowed.transform(
        (window, time) -> {
          long end = time.milliseconds();
          return window.flatMap(each -> rows.call(each, end));
        });
  }

  private <T> JavaDStream<T> withBefore(
      JavaDStream<T> windowed, FlatMapFunction<InputRecord, T> read) {
    return before
        .map(records -> records.inWindow(windowed, layout.orElseThrow().window(), read))
        .orElse(windowed);
  }
}
