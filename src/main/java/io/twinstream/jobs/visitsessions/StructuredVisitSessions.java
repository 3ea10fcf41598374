package io.twinstream.jobs.visitsessions;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import java.sql.Timestamp;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import scala.Tuple2;

/**
 * Sessions of visits on Structured Streaming.
 *
 * <ul>
 *   <li>Input: {@code value} and {@code arrivedAt}, see {@link Visit}.
 *   <li>Output: one {@link VisitSession} per session when it is over, or with {@code --rows open}
 *       per open session that the micro-batch changed.
 *   <li>State: user to {@link Session}, until the watermark, or the machine's clock, is more than
 *       the gap after the last visit.
 *   <li>Time: that of the visits; with {@code --timeout processing} the timeout goes by the
 *       machine's clock.
 *   <li>Delivery: exact where the source can be read again; a batch that is written again has the
 *       same rows.
 *   <li>Twin: {@link DStreamVisitSessions}. Known differences: see the package.
 * </ul>
 */
public final class StructuredVisitSessions implements StructuredTwin<VisitSession> {
  /** A user and the time of a visit; also a line and when it arrived. */
  private static final Encoder<Tuple2<String, Timestamp>> TEXT_AND_TIME =
      Encoders.tuple(Encoders.STRING(), Encoders.TIMESTAMP());

  private final SessionOptions options;

  public StructuredVisitSessions(SessionOptions options) {
    this.options = options;
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<VisitSession> topology(PortInput in) {
    return visits(in.lines())
        .groupByKey((MapFunction<Tuple2<String, Timestamp>, String>) Tuple2::_1, Encoders.STRING())
        .flatMapGroupsWithState(
            new Advance(options),
            OutputMode.Update(),
            Encoders.bean(Session.class),
            Encoders.bean(VisitSession.class),
            options.usesMachineClock()
                ? GroupStateTimeout.ProcessingTimeTimeout()
                : GroupStateTimeout.EventTimeTimeout(),
            in.state(Encoders.bean(Session.class), VisitSessions.FIELDS));
  }

  private Dataset<Tuple2<String, Timestamp>> visits(Dataset<Row> lines) {
    long aheadMillis = options.clockDifference.toMillis();
    FlatMapFunction<Tuple2<String, Timestamp>, Tuple2<String, Timestamp>> visits =
        line ->
            Visit.of(line._1(), line._2().getTime(), aheadMillis).stream()
                .map(visit -> new Tuple2<>(visit.user(), new Timestamp(visit.atMillis())))
                .iterator();
    return lines
        .select("value", "arrivedAt")
        .as(TEXT_AND_TIME)
        .flatMap(visits, TEXT_AND_TIME)
        .toDF("user", "at")
        .withWatermark("at", options.lateness.toMillis() + " milliseconds")
        .as(TEXT_AND_TIME);
  }

  /** Called with the visits of a micro-batch, or without any when the session has timed out. */
  private static final class Advance
      implements FlatMapGroupsWithStateFunction<
          String, Tuple2<String, Timestamp>, Session, VisitSession> {
    private static final long serialVersionUID = 1L;

    private final long gapMillis;
    private final boolean isByMachineClock;
    private final boolean showsOpen;

    private Advance(SessionOptions options) {
      gapMillis = options.gap.toMillis();
      isByMachineClock = options.timeout == SessionOptions.Timeout.PROCESSING;
      showsOpen = options.rows == SessionOptions.Rows.OPEN;
    }

    @Override
    public Iterator<VisitSession> call(
        String user, Iterator<Tuple2<String, Timestamp>> visits, GroupState<Session> state) {
      if (state.hasTimedOut()) {
        Session over = state.get();
        state.remove();
        return rows(List.of(over.row(user)), List.of());
      }
      boolean isChanged = visits.hasNext(); // not where it only comes in from a savepoint
      List<Session> sessions = state.exists() ? List.of(state.get()) : List.of();
      while (visits.hasNext()) {
        Session visit = Session.of(visits.next()._2().getTime());
        sessions = VisitSessions.join(sessions, List.of(visit), gapMillis);
      }
      Session open = VisitSessions.open(sessions);
      state.update(open);
      setTimeout(state, open);
      return rows(
          VisitSessions.over(user, sessions), isChanged ? List.of(open.row(user)) : List.of());
    }

    /** To be set with every call; a timeout by event time that has passed already is refused. */
    private void setTimeout(GroupState<Session> state, Session open) {
      if (isByMachineClock) {
        state.setTimeoutDuration(gapMillis);
      } else {
        state.setTimeoutTimestamp(
            Math.max(open.getEnd() + gapMillis, state.getCurrentWatermarkMs()) + 1);
      }
    }

    private Iterator<VisitSession> rows(List<VisitSession> over, List<VisitSession> open) {
      return (showsOpen ? open : over).iterator();
    }
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("visit-sessions", Engine.STRUCTURED, args));
  }
}
