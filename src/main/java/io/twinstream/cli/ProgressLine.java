package io.twinstream.cli;

import io.twinstream.engine.RunListener;
import io.twinstream.error.DurationText;
import io.twinstream.error.Plural;
import java.io.PrintWriter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the error stream how a run goes: at its beginning, every few seconds, and when it stops.
 */
final class ProgressLine implements RunListener {
  private static final Logger BATCHES = LoggerFactory.getLogger("twinstream.batches");
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final String title;
  private final String record;
  private final StatusLine line;
  private long batches;
  private long records;
  private long dropped;
  private boolean isInterrupted;

  /**
   * @param record what is counted, in the singular
   */
  ProgressLine(String title, String record, PrintWriter err) {
    this.title = title;
    this.record = record;
    this.line = StatusLine.of(title, err, EVERY);
  }

  @Override
  public synchronized void started() {
    say("started; Ctrl-C writes what was received, then stops");
  }

  @Override
  public synchronized void batchCompleted(RunListener.Batch batch) {
    BATCHES.info("{}: {}", title, batch);
    batches++;
    records += batch.records();
    isInterrupted &= batch.records() == 0;
    if (dropped == 0 && batch.dropped() > 0) {
      say(
          "%,d rows arrived behind the watermark and were dropped so far; --lateness T waits longer"
              .formatted(batch.dropped()));
    }
    dropped += batch.dropped();
    if (line.isDue()) {
      line.status(
          "%s, %s; newest batch %s, delay %s%s%s%s"
              .formatted(
                  Plural.of(batches, "batch"),
                  Plural.of(records, record),
                  DurationText.show(Duration.ofMillis(batch.processingMillis())),
                  DurationText.show(Duration.ofMillis(batch.schedulingDelayMillis())),
                  batch.queued() > 1 ? ", %,d batches queued".formatted(batch.queued()) : "",
                  dropped > 0 ? ", %,d rows behind the watermark dropped".formatted(dropped) : "",
                  batch.ratePerSecond().isPresent()
                      ? ", backpressure at %,d records/s"
                          .formatted(batch.ratePerSecond().getAsLong())
                      : ""));
    }
  }

  /** Said once, until records come again. */
  @Override
  public synchronized void interrupted(String source, String why) {
    if (!isInterrupted) {
      isInterrupted = true;
      say("%s cannot be read, retrying: %s".formatted(source, why.lines().findFirst().orElse("")));
    }
  }

  @Override
  public synchronized void stopping(String reason) {
    say("stopping: " + reason);
  }

  /** Says what stays. */
  synchronized void say(String what) {
    line.say(what);
  }
}
