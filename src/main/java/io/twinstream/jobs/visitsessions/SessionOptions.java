package io.twinstream.jobs.visitsessions;

import io.twinstream.api.JobOptions;
import io.twinstream.api.Rejection;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.StateApi;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class SessionOptions implements JobOptions {
  /** Which sessions are written. */
  public enum Rows {
    /** Each session once, when it is over. */
    ENDED,
    /** Every session that is open, with every batch. */
    OPEN
  }

  /** What a silence is measured by in the port. */
  public enum Timeout {
    /** The times of the visits, by a watermark. */
    EVENT,
    /** The machine's clock. */
    PROCESSING
  }

  @Option(
      names = "--gap",
      paramLabel = "T",
      description = "The silence that ends a session if it is longer; default: 30m.")
  Duration gap = Duration.ofMinutes(30);

  @Option(
      names = "--rows",
      paramLabel = "ended|open",
      description =
          "ended: each session when it is over; open: with every batch all that are open; default: ended.")
  Rows rows = Rows.ENDED;

  @Option(
      names = "--timeout",
      paramLabel = "event|processing",
      description =
          "Of the port: event, a silence in the times of the visits, or processing, one on the machine's clock; default: event.")
  Timeout timeout = Timeout.EVENT;

  @Option(
      names = "--lateness",
      paramLabel = "T",
      description =
          "Of the port, by event time: how late a visit may be to be counted; default: 1m.")
  Duration lateness = Duration.ofMinutes(1);

  @Option(
      names = "--clock-difference",
      paramLabel = "T",
      description =
          "How far the time of a visit may be ahead of its arrival, as clocks differ; if it is more, the visit is malformed; default: 1m.")
  Duration clockDifference = Duration.ofMinutes(1);

  /** A user has many sessions that are over, and one that is open, whose start may still change. */
  @Option(
      names = "--state-api",
      paramLabel = "groups|transform",
      description = StateApi.DESCRIPTION)
  StateApi stateApi = StateApi.GROUPS;

  @Override
  public List<String> keyColumns(List<String> ofJob) {
    return rows == Rows.OPEN ? ofJob.subList(0, 1) : ofJob;
  }

  @Override
  public Rejection rejection() {
    long aheadMillis = clockDifference.toMillis();
    return record -> Visit.problem(record.value(), record.arrivedAtMillis(), aheadMillis);
  }

  /** Returns the rule. */
  VisitSessions rule() {
    return new VisitSessions(gap.toMillis(), clockDifference.toMillis(), rows == Rows.OPEN);
  }

  /** Tells whether the port measures silence by the machine's clock. */
  boolean usesMachineClock() {
    return timeout == Timeout.PROCESSING;
  }

  /** Returns the port. */
  StructuredTwin<VisitSession> port() {
    return stateApi == StateApi.GROUPS
        ? new StructuredVisitSessions(this)
        : StateApi.transform(
            "io.twinstream.jobs.visitsessions.TransformVisitSessions", SessionOptions.class, this);
  }
}
