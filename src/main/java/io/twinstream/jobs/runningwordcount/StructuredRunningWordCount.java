package io.twinstream.jobs.runningwordcount;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.StructuredState;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordTally;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * Totals since the beginning on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link RunningWordCount}.
 *   <li>Output: one {@link CountedWord} per word of the batch; with {@code --grain all}, see the
 *       package.
 *   <li>State: word to total (long), from {@code initialState} on; no timeout.
 *   <li>Time: not used.
 *   <li>Delivery: totals are exact where the source can be read again; a batch that is written
 *       again has the same rows.
 *   <li>Twin: {@link DStreamRunningWordCount}. Known differences: see the package.
 * </ul>
 */
public final class StructuredRunningWordCount implements StructuredTwin<CountedWord> {
  private static final Encoder<CountedWord> COUNTED = Encoders.bean(CountedWord.class);

  private final boolean isAll;
  private final Map<String, Long> initial;

  public StructuredRunningWordCount(RunningOptions options) {
    isAll = options.isAll();
    initial = options.initialTotals();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<CountedWord> topology(PortInput in) {
    return changes(in)
        .groupByKey((MapFunction<CountedWord, String>) RunningWordCount::subject, Encoders.STRING())
        .flatMapGroupsWithState(
            new Update(isAll),
            OutputMode.Update(),
            Encoders.LONG(),
            COUNTED,
            GroupStateTimeout.NoTimeout(),
            totalsBefore(in));
  }

  /** Returns what each partition of the input does to the totals. */
  static Dataset<CountedWord> changes(PortInput in) {
    MapPartitionsFunction<byte[], CountedWord> tally =
        partition -> WordTally.ofBytes(partition).iterator();
    return in.lines()
        .selectExpr("CAST(value AS BINARY)")
        .as(Encoders.BINARY())
        .coalesce(in.session().sparkContext().defaultParallelism())
        .mapPartitions(tally, COUNTED);
  }

  /** Returns the totals that the run starts from. */
  KeyValueGroupedDataset<String, Long> totalsBefore(PortInput in) {
    return in.values(RunningWordCount.TOTAL)
        .map(totals -> StructuredState.initial(totals, Encoders.LONG()))
        .orElseGet(() -> StructuredState.initial(in.session(), initial, Encoders.LONG()));
  }

  /** In the first micro-batch it is also called for each initial total, without words. */
  private static final class Update
      implements FlatMapGroupsWithStateFunction<String, CountedWord, Long, CountedWord> {
    private static final long serialVersionUID = 1L;

    private final boolean tellsForgotten;

    private Update(boolean tellsForgotten) {
      this.tellsForgotten = tellsForgotten;
    }

    @Override
    public Iterator<CountedWord> call(
        String word, Iterator<CountedWord> words, GroupState<Long> total) {
      if (!words.hasNext()) {
        return Collections.emptyIterator();
      }
      Optional<Long> after = RunningWordCount.after(StructuredState.of(total), words);
      after.ifPresentOrElse(total::update, total::remove);
      return RunningWordCount.row(word, after, tellsForgotten);
    }
  }

  public static void main(String[] args) {
    JobMain.main("running-word-count", Engine.STRUCTURED, args);
  }
}
