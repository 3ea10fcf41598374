package io.twinstream.watch;

import io.twinstream.engine.RunListener;
import io.twinstream.report.PrometheusText.Kind;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The figures of a run, by the one name that each has on both engines: in the sinks of Spark's
 * metrics behind {@code twinstream.}, for Prometheus behind {@code twinstream_}.
 */
enum Metric {
  BATCHES("batches_total", "Batches that are finished.", RunStatus::batches),
  ROWS_IN("rows_in_total", "Records read from the source.", RunStatus::rowsIn),
  ROWS_OUT("rows_out_total", "Rows given to the sink.", RunStatus::rowsOut),
  DEAD_LETTERS(
      "dead_letters_total",
      "Records that the job cannot read and that were sent away.",
      RunStatus::deadLetters),
  DROPPED(
      "rows_dropped_by_watermark_total",
      "Rows that came behind the watermark and were dropped.",
      RunStatus::dropped),
  INTERRUPTIONS(
      "interruptions_total", "How often the source could not be read.", RunStatus::interruptions),
  BUSY(
      "processing_seconds_total",
      Kind.COUNTER,
      "The time in which batches were processed.",
      status -> Optional.of(seconds(status.busyMillis()))),
  PROCESSING(
      "processing_seconds",
      Kind.GAUGE,
      "How long the newest batch was processed.",
      status -> status.newest().map(RunListener.Batch::processingMillis).map(Metric::seconds)),
  DELAY(
      "scheduling_delay_seconds",
      Kind.GAUGE,
      "How long the newest batch waited for its turn.",
      status -> status.newest().map(RunListener.Batch::schedulingDelayMillis).map(Metric::seconds)),
  QUEUED(
      "queued_batches",
      Kind.GAUGE,
      "Batches that wait or run behind the newest.",
      status -> status.newest().map(RunListener.Batch::queued)),
  RATE_LIMIT(
      "rate_limit_records_per_second",
      Kind.GAUGE,
      "What backpressure lets in.",
      status ->
          status
              .newest()
              .map(RunListener.Batch::ratePerSecond)
              .filter(java.util.OptionalLong::isPresent)
              .map(java.util.OptionalLong::getAsLong)),
  NEWEST(
      "newest_batch_timestamp_seconds",
      Kind.GAUGE,
      "When the newest batch was finished.",
      status -> status.newest().map(any -> seconds(status.newestAtMillis()))),
  STATE_ROWS(
      "state_rows",
      Kind.GAUGE,
      "Keys or rows of the state.",
      status -> status.state().map(state -> state.rows())),
  STATE_BYTES(
      "state_bytes",
      Kind.GAUGE,
      "What Spark's storage holds of the state.",
      status -> status.state().map(state -> state.bytes())),
  EPOCH(
      "fence_epoch",
      Kind.GAUGE,
      "The driver's turn at its checkpoint; 0 without one.",
      status -> Optional.of(status.epoch()));

  private final String label;
  private final Kind kind;
  private final String help;
  private final Function<RunStatus, Optional<? extends Number>> value;

  Metric(
      String label, Kind kind, String help, Function<RunStatus, Optional<? extends Number>> value) {
    this.label = label;
    this.kind = kind;
    this.help = help;
    this.value = value;
  }

  Metric(String label, String help, ToLongFunction<RunStatus> value) {
    this(label, Kind.COUNTER, help, status -> Optional.of(value.applyAsLong(status)));
  }

  String label() {
    return label;
  }

  Kind kind() {
    return kind;
  }

  String help() {
    return help;
  }

  /** Returns its value; empty if it is not known. */
  Optional<? extends Number> of(RunStatus status) {
    return value.apply(status);
  }

  private static double seconds(long millis) {
    return millis / 1_000.0;
  }
}
