package io.twinstream.jobs.visitsessions;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredState;
import io.twinstream.jobs.engine.StructuredWindows;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;

/**
 * Sessions of visits on Structured Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link VisitSessions}.
 *   <li>Output: one {@link VisitSession} per session when it is over, or with {@code --rows open}
 *       while it is open.
 *   <li>State: user to {@link Session}, until the time is more than the gap after its end.
 *   <li>Time: that of the visits; what the timeout goes by, see the package.
 *   <li>Delivery: exact where the source can be read again; a batch that is written again has the
 *       same rows.
 *   <li>Twin: {@link DStreamVisitSessions}. Known differences: see the package.
 * </ul>
 */
public final class StructuredVisitSessions implements StructuredTwin<VisitSession> {
  private final VisitSessions rule;
  private final boolean isByMachineClock;
  private final Duration lateness;

  public StructuredVisitSessions(SessionOptions options) {
    rule = options.rule();
    isByMachineClock = options.usesMachineClock();
    lateness = options.lateness;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<VisitSession> topology(PortInput in) {
    return visits(in)
        .groupByKey((MapFunction<Visit, String>) Visit::getUser, Encoders.STRING())
        .flatMapGroupsWithState(
            new Advance(rule, isByMachineClock),
            OutputMode.Update(),
            Encoders.bean(Session.class),
            Encoders.bean(VisitSession.class),
            isByMachineClock
                ? GroupStateTimeout.ProcessingTimeTimeout()
                : GroupStateTimeout.EventTimeTimeout(),
            in.state(Encoders.bean(Session.class), VisitSessions.FIELDS));
  }

  /** Returns the visits, with their watermark. */
  Dataset<Visit> visits(PortInput in) {
    return StructuredInput.records(in, rule::visits, Visit.class)
        .withWatermark("at", StructuredWindows.interval(lateness));
  }

  /** Called with the visits of a micro-batch, or without any when the session has timed out. */
  private static final class Advance
      implements FlatMapGroupsWithStateFunction<String, Visit, Session, VisitSession> {
    private static final long serialVersionUID = 1L;

    private final VisitSessions rule;
    private final boolean isByMachineClock;

    private Advance(VisitSessions rule, boolean isByMachineClock) {
      this.rule = rule;
      this.isByMachineClock = isByMachineClock;
    }

    @Override
    public Iterator<VisitSession> call(
        String user, Iterator<Visit> visits, GroupState<Session> state) {
      if (state.hasTimedOut()) {
        Session over = state.get();
        state.remove();
        return rule.ended(user, over).iterator();
      }
      boolean isChanged = visits.hasNext(); // not where it only comes in from a savepoint
      List<Session> sessions = rule.after(StructuredState.of(state), visits);
      state.update(VisitSessions.open(sessions));
      setTimeout(state);
      return (isChanged ? rule.rows(user, sessions) : List.<VisitSession>of()).iterator();
    }

    /** To be set with every call; a timeout by event time that has passed already is refused. */
    private void setTimeout(GroupState<Session> state) {
      if (isByMachineClock) {
        state.setTimeoutDuration(rule.gapMillis());
      } else {
        state.setTimeoutTimestamp(rule.overAt(state.get(), state.getCurrentWatermarkMs()));
      }
    }
  }

  public static void main(String[] args) {
    JobMain.main("visit-sessions", Engine.STRUCTURED, args);
  }
}
