package io.twinstream.jobs.votetally;

import static org.apache.spark.sql.functions.sum;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.StructuredState;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * Votes per candidate on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link VoteTally}.
 *   <li>Output: each {@link VoteCount} that the batch may have changed (mode update).
 *   <li>State: ballot id to {@link Ballot}; kind and candidate to count (long). Both for ever.
 *   <li>Time: not used.
 *   <li>Delivery: counts are exact where the source can be read again; a batch that is written
 *       again has the same rows.
 *   <li>Twin: {@link DStreamVoteTally}. Known differences: see the package.
 * </ul>
 */
public final class StructuredVoteTally implements StructuredTwin<VoteCount> {
  private static final Encoder<Ballot> BALLOT = Encoders.bean(Ballot.class);
  private static final Encoder<VoteCount> COUNT = Encoders.bean(VoteCount.class);

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<VoteCount> topology(PortInput in) {
    return in.lines()
        .select("value")
        .as(Encoders.STRING())
        .groupByKey((MapFunction<String, String>) VoteTally::ballotId, Encoders.STRING())
        .flatMapGroupsWithState(
            new Deduplicate(),
            OutputMode.Append(), // the only one that an aggregation may follow
            BALLOT,
            COUNT,
            GroupStateTimeout.NoTimeout(),
            ballotsBefore(in))
        .groupBy("kind", "candidate")
        .agg(sum("count").as("count"))
        .as(COUNT);
  }

  /** The counts behind the ballots begin at nothing: the ballots are counted as they come in. */
  private static KeyValueGroupedDataset<String, Ballot> ballotsBefore(PortInput in) {
    return in.state(BALLOT, VoteTally.FIELDS)
        .mapValues((MapFunction<Ballot, Ballot>) ballot -> ballot.counted(false), BALLOT);
  }

  /**
   * Called for the ballots of a micro-batch, and in the first one for those of a savepoint. Gives
   * out what a ballot changes.
   */
  private static final class Deduplicate
      implements FlatMapGroupsWithStateFunction<String, String, Ballot, VoteCount> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<VoteCount> call(
        String ballotId, Iterator<String> lines, GroupState<Ballot> state) {
      Optional<Ballot> before = StructuredState.of(state);
      Ballot after = VoteTally.after(before, lines);
      state.update(after);
      return VoteTally.changes(before.filter(ballot -> !ballot.isUncounted()), after).iterator();
    }
  }

  public static void main(String[] args) {
    JobMain.main("vote-tally", Engine.STRUCTURED, args);
  }
}
