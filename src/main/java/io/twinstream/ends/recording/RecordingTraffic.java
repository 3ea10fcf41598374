package io.twinstream.ends.recording;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The records of a recording, for another one: of a text a binary one, of one that is cut off a
 * whole one, of a long one a short one.
 */
public final class RecordingTraffic implements Traffic {
  private static final int AT_ONCE = 10_000;

  private final RecordingReader reader;
  private final RecordingHead head;
  private long completeMillis;

  private RecordingTraffic(RecordingReader reader) {
    this.reader = reader;
    this.head = reader.head();
  }

  /**
   * Opens a recording.
   *
   * @param spec {@code recording:FILE}
   * @param cut told where it is cut off, and how many records before that are whole
   */
  public static RecordingTraffic open(String spec, Consumer<String> cut) {
    Path file = Path.of(spec.substring("recording:".length()));
    return new RecordingTraffic(RecordingReader.open(file, cut));
  }

  @Override
  public RecordingHead head() {
    return head;
  }

  @Override
  public boolean poll(Taker taker) {
    for (int i = 0; i < AT_ONCE; i++) {
      Recorded record = reader.next();
      if (record == null) {
        completeMillis = reader.endMillis();
        return false;
      }
      if (!taker.take(record)) {
        return false;
      }
      completeMillis = record.arrivalMillis();
    }
    return true;
  }

  @Override
  public long completeMillis() {
    return completeMillis;
  }

  @Override
  public void close() {
    reader.close();
  }
}
