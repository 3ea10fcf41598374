package io.twinstream.jobs.billing;

import io.twinstream.api.JobOptions;
import io.twinstream.api.Rejection;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class BillingOptions implements JobOptions {
  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "Prices: kind,CENTS,UNITS lines, so many cents for so many units; default: call,12.5,60 chat,1.75,1 and ticket,240,1.")
  Path prices;

  @Override
  public void check(Duration batchInterval) {
    rule();
  }

  /** A kind that has no price is no more than malformed to the job. */
  @Override
  public Rejection rejection() {
    Billing rule = rule();
    return record -> rule.unpriced(record.value());
  }

  /** Returns the rule. */
  Billing rule() {
    return new Billing(prices == null ? Prices.STANDARD : Prices.read(prices));
  }
}
