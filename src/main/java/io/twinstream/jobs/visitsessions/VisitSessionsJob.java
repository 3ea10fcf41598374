package io.twinstream.jobs.visitsessions;

import io.twinstream.api.Compared;
import io.twinstream.api.Grain;
import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.time.Duration;
import java.util.List;

/** Sessions that end by silence. */
public final class VisitSessionsJob implements JobProvider {
  /** Spark's mapWithState looks for timeouts every ten batches, and each end comes a batch late. */
  private static final int BATCHES_UNTIL_NOTICED = 12;

  /** The job. */
  public static final Job<VisitSession> JOB =
      Job.of("visit-sessions", VisitSession.class)
          .summary("visits per user in a session and in its last hour; sessions end by silence")
          .operators("reduceByKey, mapWithState with a timeout, stateSnapshots, transform")
          .keyColumns("user", "sessionStart")
          .valueColumns("sessionEnd", "visits", "visitsLastHour")
          .recording("data/visits.recording", Duration.ofMinutes(1))
          .stateful(
              "key STRING NOT NULL, state STRUCT<`start`: BIGINT NOT NULL, `end`: BIGINT NOT NULL, visits: BIGINT NOT NULL, perMinute: ARRAY<INT> NOT NULL> NOT NULL")
          .options(SessionOptions::new)
          .compared(VisitSessionsJob::compared)
          .twins(DStreamVisitSessions::new, SessionOptions::port);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }

  private static Compared<VisitSession> compared(SessionOptions options) {
    if (!options.rule().showsOpen()) {
      return Compared.<VisitSession>by(Grain.SESSION_END)
          .settledAfter(options.gap.plus(options.lateness), BATCHES_UNTIL_NOTICED)
          .byMachineClock(options.usesMachineClock());
    }
    // A snapshot of the classic job no longer shows a session that is over, and no row says so.
    long gapMillis = options.gap.toMillis();
    return Compared.<VisitSession>by(Grain.BATCH)
        .completed(
            List.of(), (row, batch) -> VisitSessions.isOver(row.getSessionEnd(), batch, gapMillis))
        .byMachineClock(options.usesMachineClock());
  }
}
