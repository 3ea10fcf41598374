package io.twinstream.jobs.visitsessions;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.engine.DStreamState;
import java.util.List;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaMapWithStateDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/**
 * Sessions of visits on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link VisitSessions}.
 *   <li>Output: one {@link VisitSession} per session when it is over, or with {@code --rows open}
 *       while it is open.
 *   <li>State: user to {@link Session}, until a batch is more than the gap after that of its end.
 *   <li>Time: that of the visits; what the timeout goes by, see the package.
 *   <li>Delivery: exact where the source can be read again; a batch that is written again has the
 *       same rows.
 *   <li>Twin: {@link StructuredVisitSessions}. Known differences: see the package.
 * </ul>
 */
public final class DStreamVisitSessions implements DStreamTwin<VisitSession> {
  private final VisitSessions rule;

  public DStreamVisitSessions(SessionOptions options) {
    rule = options.rule();
  }

  @Override
  public JavaDStream<VisitSession> topology(ClassicInput in) {
    JavaPairDStream<String, List<Session>> visits =
        in.records()
            .flatMap(rule::visits)
            .mapToPair(each -> new Tuple2<>(each.getUser(), List.of(Session.of(each.atMillis()))));
    JavaMapWithStateDStream<String, List<Session>, Session, List<VisitSession>> sessions =
        withSessionsBefore(in, visits)
            .reduceByKey(rule::joined)
            .mapWithState(
                StateSpec.function(new Advance(rule))
                    .timeout(Durations.milliseconds(rule.gapMillis())));
    return rule.showsOpen()
        ? open(sessions.stateSnapshots(), rule)
        : sessions.flatMap(List::iterator);
  }

  /** A savepoint's open sessions come as if all their visits were in the first batch. */
  private static JavaPairDStream<String, List<Session>> withSessionsBefore(
      ClassicInput in, JavaPairDStream<String, List<Session>> visits) {
    return in.state(Session.class, VisitSessions.FIELDS)
        .map(open -> open.mapValues(List::of).union(visits))
        .orElse(visits);
  }

  /** A snapshot also holds sessions that are over, up to ten batches long, see {@link Advance}. */
  private static JavaDStream<VisitSession> open(
      JavaPairDStream<String, Session> snapshots, VisitSessions rule) {
    return snapshots.transform(
        (all, time) ->
            all.filter(user -> !rule.isOver(user._2(), time.milliseconds()))
                .map(user -> user._2().row(user._1())));
  }

  /**
   * Called with the visits of a batch, or without any when the session has timed out. Spark looks
   * for those only when it checkpoints the state, every ten batches (MapWithStateRDD, Spark 3.5).
   */
  private static final class Advance
      implements Function3<String, Optional<List<Session>>, State<Session>, List<VisitSession>> {
    private static final long serialVersionUID = 1L;

    private final VisitSessions rule;

    private Advance(VisitSessions rule) {
      this.rule = rule;
    }

    @Override
    public List<VisitSession> call(
        String user, Optional<List<Session>> visits, State<Session> state) {
      if (state.isTimingOut()) {
        return List.of(state.get().row(user));
      }
      List<Session> sessions = rule.after(DStreamState.of(state), visits.get());
      state.update(VisitSessions.open(sessions));
      return VisitSessions.over(user, sessions);
    }
  }

  public static void main(String[] args) {
    JobMain.main("visit-sessions", Engine.DSTREAM, args);
  }
}
