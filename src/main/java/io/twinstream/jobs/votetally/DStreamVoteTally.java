package io.twinstream.jobs.votetally;

import io.twinstream.jobs.Jobs;
import io.twinstream.run.Engine;
import io.twinstream.run.RebuiltTwin;
import io.twinstream.run.RunCommand;
import io.twinstream.source.SourceRecord;
import java.time.Duration;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Votes per candidate on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link VoteTally}.
 *   <li>Output: every {@link VoteCount} with every batch; order unspecified.
 *   <li>State: ballot id to {@link Ballot}; kind and candidate to count (long). Both for ever. Made
 *       again from all of the topic where offsets alone are kept.
 *   <li>Time: not used.
 *   <li>Delivery: counts are exact where the source can be read again; a batch that is written
 *       again has the same rows.
 *   <li>Twin: {@link StructuredVoteTally}. Known differences: see the package.
 * </ul>
 */
public final class DStreamVoteTally implements RebuiltTwin<VoteCount> {
  private static final PairFunction<SourceRecord, String, Ballot> BALLOT =
      record -> new Tuple2<>(VoteTally.ballotId(record.value()), VoteTally.ballot(record.value()));

  private static final PairFunction<VoteCount, Tuple2<String, String>, Long> BY_KIND =
      count -> new Tuple2<>(new Tuple2<>(count.getKind(), count.getCandidate()), count.getCount());

  @Override
  public java.util.Optional<Duration> memory() {
    return java.util.Optional.empty();
  }

  @Override
  public JavaDStream<VoteCount> topologyOfRecords(
      JavaDStream<SourceRecord> records, java.util.Optional<JavaRDD<SourceRecord>> before) {
    java.util.Optional<JavaPairRDD<String, Ballot>> known =
        before.map(
            old ->
                old.filter(DStreamVoteTally::isLine)
                    .mapToPair(BALLOT)
                    .reduceByKey(Ballot::and)
                    .cache()); // both states are made of it
    JavaPairDStream<Tuple2<String, String>, Long> changes =
        records
            .filter(DStreamVoteTally::isLine)
            .mapToPair(BALLOT)
            .reduceByKey(Ballot::and)
            .mapWithState(ballots(known))
            .flatMap(List::iterator)
            .mapToPair(BY_KIND)
            .reduceByKey(Math::addExact);
    return totals(changes, known)
        .map(total -> new VoteCount(total._1()._1(), total._1()._2(), total._2()));
  }

  private static boolean isLine(SourceRecord record) {
    return record.value() != null;
  }

  private static StateSpec<String, Ballot, Ballot, List<VoteCount>> ballots(
      java.util.Optional<JavaPairRDD<String, Ballot>> known) {
    StateSpec<String, Ballot, Ballot, List<VoteCount>> ballots =
        StateSpec.function(new Deduplicate());
    return known.map(ballots::initialState).orElse(ballots);
  }

  private static JavaPairDStream<Tuple2<String, String>, Long> totals(
      JavaPairDStream<Tuple2<String, String>, Long> changes,
      java.util.Optional<JavaPairRDD<String, Ballot>> known) {
    return known
        .map(
            ballots ->
                changes.updateStateByKey(
                    new Add(),
                    new HashPartitioner(ballots.context().defaultParallelism()),
                    ballots
                        .flatMap(ballot -> ballot._2().counts().iterator())
                        .mapToPair(BY_KIND)
                        .reduceByKey(Math::addExact)))
        .orElseGet(() -> changes.updateStateByKey(new Add()));
  }

  /**
   * Called for the ballots of a batch alone, while updateStateByKey would go through all there ever
   * were. Gives out what a ballot changes.
   */
  private static final class Deduplicate
      implements Function3<String, Optional<Ballot>, State<Ballot>, List<VoteCount>> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<VoteCount> call(String ballotId, Optional<Ballot> lines, State<Ballot> state) {
      java.util.Optional<Ballot> before =
          state.exists() ? java.util.Optional.of(state.get()) : java.util.Optional.empty();
      Ballot after = before.map(lines.get()::and).orElse(lines.get());
      state.update(after);
      return VoteTally.changes(before, after);
    }
  }

  /** The counts are few, and all are wanted with every batch. */
  private static final class Add implements Function2<List<Long>, Optional<Long>, Optional<Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<Long> call(List<Long> changes, Optional<Long> before) {
      return Optional.of(changes.stream().reduce(before.orElse(0L), Math::addExact));
    }
  }

  public static void main(String[] args) {
    System.exit(RunCommand.execute(Jobs.VOTE_TALLY, Engine.DSTREAM, args));
  }
}
