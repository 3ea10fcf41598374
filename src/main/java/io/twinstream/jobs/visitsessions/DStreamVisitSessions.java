package io.twinstream.jobs.visitsessions;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.InputRecord;
import io.twinstream.api.JobMain;
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
 *   <li>Input: records, see {@link Visit}.
 *   <li>Output: one {@link VisitSession} per session when it is over, or with {@code --rows open}
 *       per open session and batch.
 *   <li>State: user to {@link Session}, until a batch time is more than the gap after the batch of
 *       the last visit.
 *   <li>Time: that of the visits; the timeout goes by batch times.
 *   <li>Delivery: exact where the source can be read again; a batch that is written again has the
 *       same rows.
 *   <li>Twin: {@link StructuredVisitSessions}. Known differences: see the package.
 * </ul>
 */
public final class DStreamVisitSessions implements DStreamTwin<VisitSession> {
  private final SessionOptions options;

  public DStreamVisitSessions(SessionOptions options) {
    this.options = options;
  }

  @Override
  public JavaDStream<VisitSession> topology(ClassicInput in) {
    long gapMillis = options.gap.toMillis();
    JavaMapWithStateDStream<String, List<Session>, Session, List<VisitSession>> sessions =
        withSessionsBefore(in, visits(in.records()))
            .reduceByKey((some, more) -> VisitSessions.join(some, more, gapMillis))
            .mapWithState(
                StateSpec.function(new Advance(gapMillis))
                    .timeout(Durations.milliseconds(gapMillis)));
    return options.rows == SessionOptions.Rows.ENDED
        ? sessions.flatMap(List::iterator)
        : open(sessions.stateSnapshots(), gapMillis);
  }

  private JavaPairDStream<String, List<Session>> visits(JavaDStream<InputRecord> records) {
    long aheadMillis = options.clockDifference.toMillis();
    return records
        .filter(record -> record.value() != null)
        .flatMap(
            record -> Visit.of(record.value(), record.arrivedAtMillis(), aheadMillis).iterator())
        .mapToPair(visit -> new Tuple2<>(visit.user(), List.of(Session.of(visit.atMillis()))));
  }

  /** A savepoint's open sessions come as if all their visits were in the first batch. */
  private JavaPairDStream<String, List<Session>> withSessionsBefore(
      ClassicInput in, JavaPairDStream<String, List<Session>> visits) {
    return in.state(Session.class, VisitSessions.FIELDS)
        .map(open -> open.mapValues(List::of).union(visits))
        .orElse(visits);
  }

  /** A snapshot also holds sessions that are over, up to ten batches long, see {@link Advance}. */
  private static JavaDStream<VisitSession> open(
      JavaPairDStream<String, Session> snapshots, long gapMillis) {
    return snapshots.transform(
        (all, time) ->
            all.filter(
                    user ->
                        !VisitSessions.isOver(user._2().getEnd(), time.milliseconds(), gapMillis))
                .map(user -> user._2().row(user._1())));
  }

  /**
   * Called with the visits of a batch, or without any when the session has timed out. Spark looks
   * for those only when it checkpoints the state, every ten batches (MapWithStateRDD, Spark 3.5).
   */
  private static final class Advance
      implements Function3<String, Optional<List<Session>>, State<Session>, List<VisitSession>> {
    private static final long serialVersionUID = 1L;

    private final long gapMillis;

    private Advance(long gapMillis) {
      this.gapMillis = gapMillis;
    }

    @Override
    public List<VisitSession> call(
        String user, Optional<List<Session>> visits, State<Session> open) {
      if (open.isTimingOut()) {
        return List.of(open.get().row(user));
      }
      List<Session> before = open.exists() ? List.of(open.get()) : List.of();
      List<Session> sessions = VisitSessions.join(before, visits.get(), gapMillis);
      open.update(VisitSessions.open(sessions));
      return VisitSessions.over(user, sessions);
    }
  }

  public static void main(String[] args) {
    System.exit(JobMain.execute("visit-sessions", Engine.DSTREAM, args));
  }
}
