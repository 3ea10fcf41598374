package io.twinstream.jobs.orderrevenue;

import io.twinstream.api.Job;
import io.twinstream.api.JobProvider;
import java.util.List;
import java.util.Optional;

/** Revenue per category, by the time of the order. */
public final class OrderRevenueJob implements JobProvider {
  /** The job. */
  public static final Job<Revenue> JOB =
      Job.of("order-revenue", Revenue.class)
          .summary("revenue and orders per category, in windows of 5 and of 10 minutes")
          .operators("flatMap, mapToPair, reduceByKey, mapWithState; offsets of its own")
          .keyColumns("windowStart", "windowEnd", "category")
          .valueColumns("orders", "revenueCents")
          .recording("data/orders.recording")
          .stateful()
          .rejects(record -> OrderRevenue.problem(record.value(), record.arrivedAtMillis()))
          .options(OrderOptions::new)
          .readsBack(OrderOptions::memory)
          .rebuiltFromRecords(options -> Optional.of(options.memory()))
          .twins(DStreamOrderRevenue::new, StructuredOrderRevenue::new);

  @Override
  public List<Job<?>> jobs() {
    return List.of(JOB);
  }
}
