package io.twinstream.jobs.votetally;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.InputRecord;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.Sums;
import io.twinstream.jobs.engine.DStreamState;
import java.util.List;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Votes per candidate on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link VoteTally}.
 *   <li>Output: every {@link VoteCount} with every batch.
 *   <li>State: ballot id to {@link Ballot}; kind and candidate to count (long). Both for ever.
 *   <li>Time: not used.
 *   <li>Delivery: counts are exact where the source can be read again; a batch that is written
 *       again has the same rows.
 *   <li>Twin: {@link StructuredVoteTally}. Known differences: see the package.
 * </ul>
 */
public final class DStreamVoteTally implements DStreamTwin<VoteCount> {
  @Override
  public JavaDStream<VoteCount> topology(ClassicInput in) {
    return withBallotsBefore(in, ballots(in.records()))
        .reduceByKey(Ballot::and)
        .mapWithState(StateSpec.function(new Deduplicate()))
        .flatMapToPair(changes -> changes.stream().map(DStreamVoteTally::keyed).iterator())
        .reduceByKey(Sums::add)
        .updateStateByKey(new Add())
        .map(total -> new VoteCount(total._1()._1(), total._1()._2(), total._2()));
  }

  private static JavaPairDStream<String, Ballot> ballots(JavaDStream<InputRecord> records) {
    return records
        .map(InputRecord::value)
        .filter(line -> line != null)
        .mapToPair(line -> new Tuple2<>(VoteTally.ballotId(line), VoteTally.ballot(line)));
  }

  /** What was counted before comes as if all its lines were in the first batch. */
  private static JavaPairDStream<String, Ballot> withBallotsBefore(
      ClassicInput in, JavaPairDStream<String, Ballot> ballots) {
    return in.state(Ballot.class, VoteTally.FIELDS)
        .or(() -> in.replayedStream().map(DStreamVoteTally::ballots))
        .map(counted -> counted.union(ballots))
        .orElse(ballots);
  }

  private static Tuple2<Tuple2<String, String>, Long> keyed(VoteCount count) {
    return new Tuple2<>(new Tuple2<>(count.getKind(), count.getCandidate()), count.getCount());
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
      java.util.Optional<Ballot> before = DStreamState.of(state);
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
      return Optional.of(changes.stream().reduce(before.orElse(0L), Sums::add));
    }
  }

  public static void main(String[] args) {
    JobMain.main("vote-tally", Engine.DSTREAM, args);
  }
}
