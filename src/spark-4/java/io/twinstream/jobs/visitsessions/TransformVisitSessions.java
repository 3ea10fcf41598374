package io.twinstream.jobs.visitsessions;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.TransformState;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessorWithInitialState;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Sessions of visits on Structured Streaming of Spark 4.
 *
 * <ul>
 *   <li>Input, output, time, delivery: as {@link StructuredVisitSessions}.
 *   <li>State: user to {@code session} ({@link Session}), a value, and a timer that ends it. It has
 *       no time to live: Spark deletes what has outlived it without a call, and the session would
 *       have no row. In RocksDB, which {@code transformWithState} asks for.
 *   <li>Twin: {@link DStreamVisitSessions}. Known differences: see the package.
 * </ul>
 */
public final class TransformVisitSessions implements StructuredTwin<VisitSession> {
  private final StructuredVisitSessions groups;
  private final VisitSessions rule;
  private final boolean isByMachineClock;

  public TransformVisitSessions(SessionOptions options) {
    groups = new StructuredVisitSessions(options);
    rule = options.rule();
    isByMachineClock = options.usesMachineClock();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<VisitSession> topology(PortInput in) {
    TransformState.useRocksDb(in.session());
    return groups
        .visits(in)
        .groupByKey((MapFunction<Visit, String>) Visit::getUser, Encoders.STRING())
        .transformWithState(
            new Advance(rule, isByMachineClock),
            isByMachineClock ? TimeMode.ProcessingTime() : TimeMode.EventTime(),
            OutputMode.Update(),
            in.state(Encoders.bean(Session.class), VisitSessions.FIELDS),
            Encoders.bean(VisitSession.class),
            Encoders.bean(Session.class));
  }

  /** Made anew for every partition and micro-batch. */
  private static final class Advance
      extends StatefulProcessorWithInitialState<String, Visit, VisitSession, Session> {
    private static final long serialVersionUID = 1L;

    private final VisitSessions rule;
    private final boolean isByMachineClock;
    private transient ValueState<Session> session;

    private Advance(VisitSessions rule, boolean isByMachineClock) {
      this.rule = rule;
      this.isByMachineClock = isByMachineClock;
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
      session =
          getHandle().getValueState("session", Encoders.bean(Session.class), TTLConfig.NONE());
    }

    @Override
    public void handleInitialState(String user, Session open, TimerValues times) {
      session.update(open);
      setTimer(times);
    }

    @Override
    public Iterator<VisitSession> handleInputRows(
        String user, Iterator<Visit> visits, TimerValues times) {
      List<Session> sessions =
          rule.after(TransformState.of(session), CollectionConverters.asJava(visits));
      session.update(VisitSessions.open(sessions));
      setTimer(times);
      return scala(rule.rows(user, sessions));
    }

    @Override
    public Iterator<VisitSession> handleExpiredTimer(
        String user, TimerValues times, ExpiredTimerInfo timer) {
      Session over = session.get();
      session.clear();
      return scala(rule.ended(user, over));
    }

    /** A key has the timers that it sets until they have fired: the one before goes. */
    private void setTimer(TimerValues times) {
      CollectionConverters.asJava(getHandle().listTimers().toSeq())
          .forEach(timer -> getHandle().deleteTimer((long) timer));
      getHandle()
          .registerTimer(
              isByMachineClock
                  ? times.getCurrentProcessingTimeInMs() + rule.gapMillis()
                  : rule.overAt(session.get(), times.getCurrentWatermarkInMs()));
    }

    private static Iterator<VisitSession> scala(List<VisitSession> rows) {
      return CollectionConverters.asScala(rows.iterator());
    }
  }
}
