package io.twinstream.jobs.billing;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.jobs.engine.DStreamState;
import java.util.List;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Invoices on classic Spark Streaming.
 *
 * <ul>
 *   <li>Input: records of one source or of several united, see {@link Billing}.
 *   <li>Output: one {@link InvoiceLine} per line that the batch changed.
 *   <li>State: event id to {@link Charge}; day, account and kind to {@link LineSum}. Both for ever.
 *   <li>Time: the event's own, for its day.
 *   <li>Delivery: invoices are exact where the source can be read again; a row that is written
 *       again replaces itself.
 *   <li>Twin: {@link StructuredBilling}. Known differences: see the package.
 * </ul>
 */
public final class DStreamBilling implements DStreamTwin<InvoiceLine> {
  private final Billing rule;

  public DStreamBilling(BillingOptions options) {
    rule = options.rule();
  }

  @Override
  public JavaDStream<InvoiceLine> topology(ClassicInput in) {
    return byEvent(withChargesBefore(in, in.records().flatMap(rule::charges)))
        .groupByKey()
        .mapWithState(StateSpec.function(new Correct()))
        .flatMapToPair(changes -> changes.stream().map(DStreamBilling::byLine).iterator())
        .reduceByKey(LineSum::and)
        .mapWithState(StateSpec.function(new AddToLine()))
        .filter(line -> line != null)
        .map(rule::priced);
  }

  private static JavaPairDStream<String, Charge> byEvent(JavaDStream<Charge> charges) {
    return charges.mapToPair(charge -> new Tuple2<>(charge.getEventId(), charge));
  }

  /** What was billed before comes as if all of it were in the first batch, and makes no rows. */
  private JavaDStream<Charge> withChargesBefore(ClassicInput in, JavaDStream<Charge> charges) {
    return in.state(Charge.class, Billing.FIELDS)
        .map(saved -> saved.map(Tuple2::_2))
        .or(() -> in.replayedStream().map(records -> records.flatMap(rule::charges)))
        .map(billed -> billed.map(charge -> charge.brought(true)).union(charges))
        .orElse(charges);
  }

  private static Tuple2<Tuple3<Long, String, String>, LineSum> byLine(LineSum line) {
    return new Tuple2<>(new Tuple3<>(line.getDayStart(), line.getAccount(), line.getKind()), line);
  }

  /** Gives out what the newest revision of an event changes. */
  private static final class Correct
      implements Function3<String, Optional<Iterable<Charge>>, State<Charge>, List<LineSum>> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<LineSum> call(
        String eventId, Optional<Iterable<Charge>> charges, State<Charge> state) {
      Billing.Correction event = Billing.correct(DStreamState.of(state), charges.get().iterator());
      state.update(event.after());
      return event.changes();
    }
  }

  /** Returns the line; null where a run before has written it as it is. */
  private static final class AddToLine
      implements Function3<
          Tuple3<Long, String, String>, Optional<LineSum>, State<LineSum>, LineSum> {
    private static final long serialVersionUID = 1L;

    @Override
    public LineSum call(
        Tuple3<Long, String, String> line, Optional<LineSum> change, State<LineSum> state) {
      LineSum after = state.exists() ? state.get().and(change.get()) : change.get();
      state.update(after);
      return change.get().isWrittenBefore() ? null : after;
    }
  }

  public static void main(String[] args) {
    JobMain.main("billing", Engine.DSTREAM, args);
  }
}
