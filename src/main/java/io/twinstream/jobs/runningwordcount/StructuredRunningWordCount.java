package io.twinstream.jobs.runningwordcount;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordCount;
import io.twinstream.jobs.wordcount.WordTally;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import scala.Tuple2;

/**
 * Totals since the beginning on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines in the column {@code value}, see {@link WordCount} and {@link
 *       RunningWordCount}.
 *   <li>Output: one {@link CountedWord} per word of the micro-batch; a forgotten word has none, or
 *       with {@code --grain all} the count 0.
 *   <li>State: word to total (long), from {@code initialState} on; no timeout.
 *   <li>Time: not used.
 *   <li>Delivery: totals are exact where the source can be read again; a batch that is written
 *       again has the same rows.
 *   <li>Twin: {@link DStreamRunningWordCount}. Known differences: see the package.
 * </ul>
 */
public final class StructuredRunningWordCount implements StructuredTwin<CountedWord> {
  private static final Encoder<CountedWord> COUNTED = Encoders.bean(CountedWord.class);

  private final RunningOptions options;

  public StructuredRunningWordCount(RunningOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<CountedWord> topology(PortInput in) {
    return in.lines()
        .selectExpr("CAST(value AS BINARY)")
        .as(Encoders.BINARY())
        .coalesce(in.session().sparkContext().defaultParallelism())
        .mapPartitions(
            (MapPartitionsFunction<byte[], CountedWord>)
                partition -> WordTally.ofBytes(partition).iterator(),
            COUNTED)
        .groupByKey(
            (MapFunction<CountedWord, String>)
                counted -> RunningWordCount.subject(counted.getWord()),
            Encoders.STRING())
        .flatMapGroupsWithState(
            update(options.grain == RunningOptions.Rows.ALL),
            OutputMode.Update(),
            Encoders.LONG(),
            COUNTED,
            GroupStateTimeout.NoTimeout(),
            initial(in));
  }

  private KeyValueGroupedDataset<String, Long> initial(PortInput in) {
    return totalsBefore(in)
        .groupByKey((MapFunction<Tuple2<String, Long>, String>) Tuple2::_1, Encoders.STRING())
        .mapValues((MapFunction<Tuple2<String, Long>, Long>) Tuple2::_2, Encoders.LONG());
  }

  private Dataset<Tuple2<String, Long>> totalsBefore(PortInput in) {
    Encoder<Tuple2<String, Long>> total = Encoders.tuple(Encoders.STRING(), Encoders.LONG());
    return in.values(RunningWordCount.TOTAL)
        .map(
            rows ->
                rows.map(
                    (MapFunction<Row, Tuple2<String, Long>>)
                        row -> new Tuple2<>(row.getString(0), row.getLong(1)),
                    total))
        .orElseGet(() -> in.session().createDataset(initialTotals(), total));
  }

  private List<Tuple2<String, Long>> initialTotals() {
    return options.initialTotals().entrySet().stream()
        .map(word -> new Tuple2<>(word.getKey(), word.getValue()))
        .toList();
  }

  /** In the first micro-batch it is also called for each initial total, without words. */
  private static FlatMapGroupsWithStateFunction<String, CountedWord, Long, CountedWord> update(
      boolean tellsForgotten) {
    return (word, counts, total) -> {
      if (!counts.hasNext()) {
        return List.<CountedWord>of().iterator();
      }
      Optional<Long> after =
          RunningWordCount.after(
              before(total), WordChange.merged(counts, StructuredRunningWordCount::change));
      after.ifPresentOrElse(total::update, total::remove);
      return after
          .map(count -> List.of(new CountedWord(word, count)))
          .orElse(tellsForgotten ? List.of(new CountedWord(word, 0)) : List.of())
          .iterator();
    };
  }

  private static Optional<Long> before(GroupState<Long> total) {
    return total.exists() ? Optional.of(total.get()) : Optional.empty();
  }

  private static WordChange change(CountedWord counted) {
    return RunningWordCount.change(counted.getWord(), counted.getCount());
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("running-word-count", Engine.STRUCTURED, args));
  }
}
