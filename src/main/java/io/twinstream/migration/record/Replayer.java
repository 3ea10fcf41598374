package io.twinstream.migration.record;

import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.RecordingReader;
import io.twinstream.ends.recording.ReplayTarget;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends the records of a recording again, each at its time.
 *
 * @param speed how many times as fast as they were recorded; infinite for as fast as it goes
 */
public record Replayer(double speed) {
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

  /** How many records, without a look at the clock in between. */
  private static final int AT_ONCE = 1_000;

  /**
   * What was sent so far.
   *
   * @param bytes of keys and values
   * @param millis how far it has come, in time of arrival
   */
  public record Progress(long records, long bytes, long millis) {}

  /**
   * Replays until the end that the recording names, or a stop is requested.
   *
   * @param progress told now and then
   * @throws UserError if the recording cannot be read, or a record not be sent
   */
  public Progress replay(
      RecordingReader recording, ReplayTarget target, StopRequest stop, Consumer<Progress> progress)
      throws InterruptedException {
    while (!target.isReady() && !stop.isRequested()) {
      progress.accept(new Progress(0, 0, 0));
    }
    Run run = new Run(target, stop, progress);
    Recorded record = recording.next();
    while (record != null && run.isDue(record.arrivalMillis())) {
      if (run.isSent(record)) {
        record = recording.next();
      }
    }
    if (record == null && run.isDue(recording.endMillis())) {
      run.millis = recording.endMillis();
    }
    target.finish();
    return run.soFar();
  }

  /** One replay. */
  private final class Run {
    private final ReplayTarget target;
    private final StopRequest stop;
    private final Consumer<Progress> progress;
    private final long beganNanos = System.nanoTime();
    private long records;
    private long bytes;
    private long millis;

    private Run(ReplayTarget target, StopRequest stop, Consumer<Progress> progress) {
      this.target = target;
      this.stop = stop;
      this.progress = progress;
    }

    /** Waits until that time of arrival; false if a stop is requested before. */
    private boolean isDue(long arrivalMillis) throws InterruptedException {
      double atNanos = TimeUnit.MILLISECONDS.toNanos(1) * (arrivalMillis / speed);
      double left = atNanos - (System.nanoTime() - beganNanos);
      while (left > 0 && !stop.isRequested()) {
        target.flush();
        progress.accept(soFar());
        stop.await(Duration.ofNanos((long) Math.min(left, LONGEST_WAIT.toNanos()) + 999_999));
        left = atNanos - (System.nanoTime() - beganNanos);
      }
      if (records % AT_ONCE == 0) {
        progress.accept(soFar());
      }
      return !stop.isRequested();
    }

    private boolean isSent(Recorded record) {
      if (!target.send(record)) {
        target.isReady();
        return false;
      }
      records++;
      bytes += length(record.key()) + length(record.value());
      millis = record.arrivalMillis();
      return true;
    }

    private static long length(byte[] bytes) {
      return bytes == null ? 0 : bytes.length;
    }

    private Progress soFar() {
      return new Progress(records, bytes, millis);
    }
  }
}
