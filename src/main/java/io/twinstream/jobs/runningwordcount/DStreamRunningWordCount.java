package io.twinstream.jobs.runningwordcount;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.ends.OnePartitionPerCore;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.jobs.wordcount.WordCount;
import io.twinstream.jobs.wordcount.WordTally;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
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
 *   <li>Input: lines, see {@link WordCount} and {@link RunningWordCount}.
 *   <li>Output: one {@link CountedWord} per word with a total; with {@code --grain changed} per
 *       word of the batch that has one.
 *   <li>State: word to {@link RunningTotal}, checkpointed every 10 s; no timeout.
 *   <li>Time: not used.
 *   <li>Delivery: totals are exact where the source can be read again; a batch that is written
 *       again has the same rows.
 *   <li>Twin: {@link StructuredRunningWordCount}. Known differences: see the package.
 * </ul>
 */
public final class DStreamRunningWordCount implements DStreamTwin<CountedWord> {
  private final RunningOptions options;

  public DStreamRunningWordCount(RunningOptions options) {
    this.options = options;
  }

  @Override
  public JavaDStream<CountedWord> topology(ClassicInput in) {
    JavaDStream<String> lines = in.lines();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(lines.context().sparkContext());
    boolean isAll = options.grain == RunningOptions.Rows.ALL;
    return totals(
            withTotalsBefore(in, changes(lines)),
            new HashPartitioner(spark.defaultParallelism()),
            spark)
        .filter(word -> isAll || word._2().isChanged())
        .map(word -> new CountedWord(word._1(), word._2().total()));
  }

  /** One change per word and core: few enough to shuffle without combining them again. */
  private static JavaPairDStream<String, WordChange> changes(JavaDStream<String> lines) {
    return lines
        .transform(new OnePartitionPerCore<>())
        .mapPartitions(partition -> WordTally.of(partition).iterator())
        .mapToPair(
            counted ->
                new Tuple2<>(
                    RunningWordCount.subject(counted.getWord()),
                    RunningWordCount.change(counted.getWord(), counted.getCount())));
  }

  /**
   * Totals of a savepoint come as changes of the first batch and not as an initial RDD: a
   * checkpoint can bring them back, however early the job is killed.
   */
  private JavaPairDStream<String, WordChange> withTotalsBefore(
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
      JavaPairDStream<String, WordChange> changes,
      HashPartitioner partitioner,
      JavaSparkContext spark) {
    return options.initial == null
        ? changes.updateStateByKey(new Update(), partitioner)
        : changes.updateStateByKey(new Update(), partitioner, initial(spark));
  }

  private JavaPairRDD<String, RunningTotal> initial(JavaSparkContext spark) {
    List<Tuple2<String, RunningTotal>> totals =
        options.initialTotals().entrySet().stream()
            .map(word -> new Tuple2<>(word.getKey(), new RunningTotal(word.getValue(), false)))
            .toList();
    return spark.parallelizePairs(totals);
  }

  /**
   * A named class and not a lambda, so that a checkpoint outlives changes elsewhere in this file.
   */
  private static final class Update
      implements Function2<List<WordChange>, Optional<RunningTotal>, Optional<RunningTotal>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<RunningTotal> call(List<WordChange> changes, Optional<RunningTotal> before) {
      if (changes.isEmpty()) {
        return before.isPresent()
            ? Optional.of(new RunningTotal(before.get().total(), false))
            : before;
      }
      java.util.Optional<Long> total =
          before.isPresent()
              ? java.util.Optional.of(before.get().total())
              : java.util.Optional.empty();
      WordChange change = WordChange.merged(changes.iterator(), Function.identity());
      return RunningWordCount.after(total, change)
          .map(after -> Optional.of(new RunningTotal(after, change.isOfBatch())))
          .orElse(Optional.empty());
    }
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("running-word-count", Engine.DSTREAM, args));
  }
}
