package io.twinstream.migration.record;

import io.twinstream.api.InputRecord;
import io.twinstream.ends.recording.Recorded;
import io.twinstream.ends.recording.RecordingHead;
import io.twinstream.ends.recording.RecordingWriter;
import io.twinstream.ends.recording.Traffic;
import io.twinstream.engine.StopRequest;
import io.twinstream.error.UserError;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Writes what arrives into a recording, until its bounds are reached or a stop is requested.
 *
 * @param out where the recording will be, when it is whole
 * @param isReplacing whether one that is there may be replaced
 * @param most ends with so many records
 * @param longestMillis ends so long after its beginning, in time of arrival
 * @param mask what is done with each record
 */
public record Recorder(
    Path out, boolean isReplacing, long most, long longestMillis, UnaryOperator<Recorded> mask) {
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What was recorded so far.
   *
   * @param bytes of keys, values and headers
   * @param millis how long it is, in time of arrival
   */
  public record Progress(long records, long bytes, long millis) {}

  /**
   * Records.
   *
   * @param progress told now and then
   * @return what was recorded
   * @throws UserError if the source cannot be read or the recording not be written; what was
   *     written is kept beside its place
   */
  public Progress record(Traffic traffic, StopRequest stop, Consumer<Progress> progress) {
    RecordingHead head = traffic.head();
    try (RecordingWriter writer = RecordingWriter.create(out, head, isReplacing)) {
      Tape tape = new Tape(writer);
      boolean isMore = true;
      while (isMore && !tape.isFull(traffic) && !stop.isRequested()) {
        isMore = traffic.poll(tape);
        if (!traffic.head().equals(head)) {
          head = traffic.head();
          writer.grow(head);
        }
        if (traffic.isAcknowledging()) {
          writer.force();
          traffic.isOnDisk();
        } else {
          tape.flush();
        }
        progress.accept(tape.progress());
      }
      writer.end(tape.isLongest ? longestMillis : traffic.completeMillis());
      return tape.progress();
    }
  }

  /** What is recorded. */
  private final class Tape implements Traffic.Taker {
    private final RecordingWriter writer;
    private long bytes;
    private long millis;
    private boolean isLongest;
    private long flushed;
    private long flushedNanos = System.nanoTime();

    private Tape(RecordingWriter writer) {
      this.writer = writer;
    }

    private boolean isFull(Traffic traffic) {
      isLongest |= traffic.completeMillis() >= longestMillis;
      return isLongest || writer.records() >= most;
    }

    @Override
    public boolean take(Recorded record) {
      isLongest = record.arrivalMillis() >= longestMillis;
      if (isLongest || writer.records() >= most) {
        return false;
      }
      Recorded masked = mask.apply(record);
      writer.append(masked);
      millis = record.arrivalMillis();
      bytes += Tape.bytes(masked);
      return true;
    }

    private static long bytes(Recorded record) {
      long bytes = length(record.key()) + length(record.value());
      for (InputRecord.Header header : record.headers()) {
        bytes += header.name().length() + length(header.value());
      }
      return bytes;
    }

    private static long length(byte[] bytes) {
      return bytes == null ? 0 : bytes.length;
    }

    /** Every second, so that little is lost if this process is killed. */
    private void flush() {
      if (writer.records() > flushed && System.nanoTime() - flushedNanos >= FLUSH_NANOS) {
        writer.flush();
        flushed = writer.records();
        flushedNanos = System.nanoTime();
      }
    }

    private Progress progress() {
      return new Progress(writer.records(), bytes, millis);
    }
  }
}
