package io.twinstream.jobs.votetally;

import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;
import java.util.Optional;

/** Votes that count once. */
public final class VoteTallyJob implements JobProvider {
  /** The job. */
  public static final Job<VoteCount> JOB =
      Job.of("vote-tally", VoteCount.class)
          .summary("votes per candidate, each ballot once; repeated, spoiled and malformed ones")
          .operators("reduceByKey, mapWithState, flatMapToPair, updateStateByKey")
          .keyColumns("kind", "candidate")
          .valueColumns("count")
          .recording("data/votes.recording")
          .rejects(record -> VoteTally.problem(record.value()))
          .stateful(
              "key STRING NOT NULL, state STRUCT<kind: STRING NOT NULL, candidate: STRING NOT NULL, lines: BIGINT NOT NULL> NOT NULL")
          .rebuiltFromRecords(any -> Optional.empty())
          .compared(
              any ->
                  Compared.<VoteCount>by(Grain.BATCH).completed(List.of(), (count, batch) -> false))
          .twins(DStreamVoteTally::new, StructuredVoteTally::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
