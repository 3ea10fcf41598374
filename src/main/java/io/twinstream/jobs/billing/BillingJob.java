package io.twinstream.jobs.billing;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;
import java.util.Optional;

/** Invoices of a stream and of extracts. */
public final class BillingJob implements JobProvider {
  /** The job. */
  public static final Job<InvoiceLine> JOB =
      Job.of("billing", InvoiceLine.class)
          .summary("invoices by day, account and kind, of events and extracts, with corrections")
          .operators("union, groupByKey, mapWithState twice, flatMapToPair, reduceByKey")
          .keyColumns("dayStart", "account", "kind")
          .valueColumns("events", "quantity", "cents")
          .recording("data/billing.recording")
          .rejects(record -> Billing.problem(record.value()))
          .options(BillingOptions::new)
          .stateful(
              "key STRING NOT NULL, state STRUCT<eventId: STRING NOT NULL, revision: INT NOT NULL, dayStart: BIGINT NOT NULL, account: STRING NOT NULL, kind: STRING NOT NULL, quantity: BIGINT NOT NULL> NOT NULL")
          .rebuiltFromRecords(any -> Optional.empty())
          .twins(DStreamBilling::new, StructuredBilling::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
