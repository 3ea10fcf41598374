package io.twinstream.jobs.billing;

import static org.apache.spark.sql.functions.sum;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredState;
import java.util.Iterator;
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
 * Invoices on Structured Streaming.
 *
 * <ul>
 *   <li>Input: records of one source or of several united, see {@link Billing}.
 *   <li>Output: one {@link InvoiceLine} per line that the batch changed (mode update).
 *   <li>State: event id to {@link Charge}; day, account and kind to sums. Both for ever.
 *   <li>Time: the event's own, for its day.
 *   <li>Delivery: invoices are exact where the source can be read again; a row that is written
 *       again replaces itself.
 *   <li>Twin: {@link DStreamBilling}. Known differences: see the package.
 * </ul>
 */
public final class StructuredBilling implements StructuredTwin<InvoiceLine> {
  private static final Encoder<Charge> CHARGE = Encoders.bean(Charge.class);
  private static final Encoder<LineSum> LINE = Encoders.bean(LineSum.class);

  private final Billing rule;

  public StructuredBilling(BillingOptions options) {
    rule = options.rule();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<InvoiceLine> topology(PortInput in) {
    return StructuredInput.records(in, rule::charges, Charge.class)
        .groupByKey((MapFunction<Charge, String>) Charge::getEventId, Encoders.STRING())
        .flatMapGroupsWithState(
            new Correct(),
            OutputMode.Append(), // the only one that an aggregation may follow
            CHARGE,
            LINE,
            GroupStateTimeout.NoTimeout(),
            chargesBefore(in))
        .groupBy("dayStart", "account", "kind")
        .agg(sum("events").as("events"), sum("quantity").as("quantity"))
        .as(LINE)
        .map((MapFunction<LineSum, InvoiceLine>) rule::priced, Encoders.bean(InvoiceLine.class));
  }

  /**
   * The sums behind the events begin at nothing: what was billed before is added as it comes in.
   */
  private static KeyValueGroupedDataset<String, Charge> chargesBefore(PortInput in) {
    return in.state(CHARGE, Billing.FIELDS)
        .mapValues((MapFunction<Charge, Charge>) charge -> charge.brought(true), CHARGE);
  }

  /**
   * Called for the events of a micro-batch, and in the first one for those of a savepoint. Gives
   * out what the newest revision of an event changes.
   */
  private static final class Correct
      implements FlatMapGroupsWithStateFunction<String, Charge, Charge, LineSum> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<LineSum> call(
        String eventId, Iterator<Charge> charges, GroupState<Charge> state) {
      Billing.Correction event = Billing.correct(StructuredState.of(state), charges);
      state.update(event.after());
      return event.changes().iterator();
    }
  }

  public static void main(String[] args) {
    JobMain.main("billing", Engine.STRUCTURED, args);
  }
}
