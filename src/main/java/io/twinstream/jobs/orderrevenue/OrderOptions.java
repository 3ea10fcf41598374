package io.twinstream.jobs.orderrevenue;

import io.twinstream.api.Engine;
import io.twinstream.api.JobOptions;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class OrderOptions implements JobOptions {
  /** What the port writes with a micro-batch. */
  public enum OutputMode {
    /** The totals that it has changed. */
    UPDATE,
    /** Each window once, when the watermark has passed it. */
    APPEND,
    /** All totals. */
    COMPLETE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--lateness",
      paramLabel = "T",
      description = "How long after it was made an order may arrive and count; default: 1h.")
  Duration lateness = Duration.ofHours(1);

  @Option(
      names = "--remember",
      paramLabel = "T",
      description =
          "Of the classic job: how long it knows the id of an order; longer than --lateness and any outage; default: 24h.")
  Duration remember = Duration.ofHours(24);

  @Option(
      names = "--output-mode",
      paramLabel = "update|append|complete",
      description =
          "Of the port: update, append or complete; the classic job has update; default: update.")
  OutputMode outputMode = OutputMode.UPDATE;

  /** Returns the rule. */
  OrderRevenue rule() {
    return new OrderRevenue(lateness);
  }

  /** Returns how long ago, by its arrival, an order was that shares a window with the next one. */
  Duration memory() {
    return lateness.plus(OrderRevenue.LONGEST_WINDOW).plus(OrderRevenue.CLOCK_DIFFERENCE);
  }

  @Override
  public void checkSavepoint(Engine engine) {
    if (engine == Engine.STRUCTURED && outputMode == OutputMode.COMPLETE) {
      throw UserError.usage(
          "--output-mode complete: a run from a savepoint knows only the windows of the last %d min: write update or append"
              .formatted(memory().toMinutes()));
    }
  }

  @Override
  public void check(Duration batchInterval) {
    if (remember.compareTo(lateness) <= 0) {
      throw UserError.usage(
          "--remember %d s: an order that comes again within --lateness %d s would count twice: choose more"
              .formatted(remember.toSeconds(), lateness.toSeconds()));
    }
  }
}
