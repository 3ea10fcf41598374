package io.twinstream.jobs.runningwordcount;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.ends.OnePartitionPerCore;
import io.twinstream.jobs.engine.DStreamState;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordTally;
import java.util.List;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Totals since the beginning on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link RunningWordCount}.
 *   <li>Output: one {@link CountedWord} per word of the batch; with {@code --grain all}, see the
 *       package.
 *   <li>State: word to {@link RunningTotal}, checkpointed every 10 s; no timeout.
 *   <li>Time: not used.
 *   <li>Delivery: totals are exact where the source can be read again; a batch that is written
 *       again has the same rows.
 *   <li>Twin: {@link StructuredRunningWordCount}. Known differences: see the package.
 * </ul>
 */
public final class DStreamRunningWordCount implements DStreamTwin<CountedWord> {
  private final boolean isAll;
  private final Map<String, Long> initial;

  public DStreamRunningWordCount(RunningOptions options) {
    isAll = options.isAll();
    initial = options.initialTotals();
  }

  @Override
  public JavaDStream<CountedWord> topology(ClassicInput in) {
    // One change per word and core: few enough to shuffle without combining them again.
    JavaPairDStream<String, WordChange> changes =
        in.lines()
            .transform(new OnePartitionPerCore<>())
            .mapPartitions(partition -> WordTally.of(partition).iterator())
            .mapToPair(
                word ->
                    new Tuple2<>(RunningWordCount.subject(word), RunningWordCount.change(word)));
    JavaPairDStream<String, RunningTotal> totals = totals(withTotalsBefore(in, changes));
    return (isAll ? totals : totals.filter(word -> word._2().isChanged()))
        .map(word -> new CountedWord(word._1(), word._2().total()));
  }

  /**
   * Totals of a savepoint come as changes of the first batch and not as an initial RDD: a
   * checkpoint can bring them back, however early the job is killed.
   */
  private static JavaPairDStream<String, WordChange> withTotalsBefore(
      ClassicInput in, JavaPairDStream<String, WordChange> changes) {
    return in.values(RunningWordCount.TOTAL)
        .map(totals -> totals.mapToPair(DStreamRunningWordCount::broughtIn).union(changes))
        .orElse(changes);
  }

  private static Tuple2<String, WordChange> broughtIn(Row total) {
    return new Tuple2<>(total.getString(0), WordChange.broughtIn(total.getLong(1)));
  }

  /**
   * An initial RDD is given only where there are initial totals: a checkpoint cannot bring it back
   * (SPARK-13758), and Spark asks for it until the state was first checkpointed.
   */
  private JavaPairDStream<String, RunningTotal> totals(
      JavaPairDStream<String, WordChange> changes) {
    SparkContext spark = changes.context().sparkContext();
    return initial.isEmpty()
        ? changes.updateStateByKey(new Update())
        : changes.updateStateByKey(
            new Update(),
            new HashPartitioner(spark.defaultParallelism()),
            DStreamState.initial(spark, RunningTotal.initial(initial)));
  }

  /** A named class, so that a checkpoint outlives changes elsewhere in this file. */
  private static final class Update
      implements Function2<List<WordChange>, Optional<RunningTotal>, Optional<RunningTotal>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<RunningTotal> call(List<WordChange> changes, Optional<RunningTotal> total) {
      return DStreamState.toSpark(RunningTotal.after(DStreamState.of(total), changes));
    }
  }

  public static void main(String[] args) {
    JobMain.main("running-word-count", Engine.DSTREAM, args);
  }
}
