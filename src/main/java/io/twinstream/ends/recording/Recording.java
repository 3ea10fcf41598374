package io.twinstream.ends.recording;

import io.twinstream.api.InputRecord;
import io.twinstream.error.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Records with the time of their arrival, cut into batches: batch k (from 0) holds the arrivals in
 * {@code [k * interval, (k + 1) * interval)}.
 *
 * <p>The file is of the binary format, an Avro container file; or UTF-8 text, one record a line,
 * {@code arrival_ms<TAB>payload} or, where a job reads several topics, {@code
 * arrival_ms@topic<TAB>payload}, arrivals ascending from 0; or plain text, of which so many lines
 * make a batch. A recording that goes on after its last record names its end; a text in its last
 * line, {@code end_ms end}: there is a space where every record has a tab, so neither a payload nor
 * a line that was cut off can be taken for it. Only an index is kept in memory (one entry per batch
 * that has records); a batch is read when it is asked for. Lines end at a line feed; a carriage
 * return before it belongs to the payload.
 */
public final class Recording implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More batches than this are taken for a mistake in the arrival times. */
  public static final int MOST_BATCHES = 1_000_000;

  private final transient Path file;
  private final transient Duration interval;
  private final transient int linesPerBatch;
  private final transient TreeMap<Integer, Range> batches = new TreeMap<>();
  private transient long records;
  private transient long endMillis;
  private transient boolean isEndNamed;
  private transient boolean isBinary;

  /** Plain text where {@code linesPerBatch} is positive. */
  private Recording(Path file, Duration interval, int linesPerBatch) {
    this.file = file;
    this.interval = interval;
    this.linesPerBatch = linesPerBatch;
  }

  /** Where the records of a batch begin, and how many they are. */
  private record Range(RecordingReader.Place from, int records) {
    private Range next() {
      return new Range(from, records + 1);
    }
  }

  /**
   * Returns the recording in a file; reads it once, to check and to index it.
   *
   * @throws UserError if the file cannot be read or a record is malformed; names the record
   */
  public static Recording open(Path file, Duration interval) {
    return new Recording(file, interval, 0).indexed();
  }

  /**
   * Returns a plain text as a recording in which each batch has so many lines, all arrived at its
   * beginning.
   *
   * @throws UserError if the file cannot be read
   */
  public static Recording ofText(Path file, Duration interval, int linesPerBatch) {
    return new Recording(file, interval, linesPerBatch).indexed();
  }

  /**
   * Tells whether a file looks like a recording: it is one of the binary format, or at least half
   * of its first lines begin with an arrival and a tab, or name the end.
   *
   * @throws UserError if the file cannot be read
   */
  public static boolean looksLikeOne(Path file) {
    if (RecordingReader.isBinary(file)) {
      return true;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return LinePrefix.beginsMost(in);
    } catch (IOException e) {
      throw RecordingReader.unreadable(file, e);
    }
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /** Returns the length of a batch. */
  public Duration interval() {
    return interval;
  }

  /**
   * Returns how many batches there are: up to the end that the recording names, or else to the last
   * one that holds a record.
   */
  public int batches() {
    int withRecords = batches.isEmpty() ? 0 : batches.lastKey() + 1;
    return isEndNamed ? Math.max(withRecords, (int) batchesUntil(endMillis)) : withRecords;
  }

  private long batchesUntil(long millis) {
    return -Math.floorDiv(-millis, interval.toMillis());
  }

  /** Returns how many records there are. */
  public long records() {
    return records;
  }

  /** Returns how many records batch k holds. */
  public int size(int k) {
    Range range = batches.get(k);
    return range == null ? 0 : range.records();
  }

  /**
   * Returns the records of batch k in order. They arrived as many ms after the recording's
   * beginning; the offset of a line is its number in the file, from 0.
   *
   * @throws UserError if the file can no longer be read, or is shorter than it was
   */
  public List<InputRecord> batch(int k) {
    Range range = batches.get(k);
    if (range == null) {
      return List.of();
    }
    List<InputRecord> entries = new ArrayList<>(range.records());
    try (RecordingReader in = reader()) {
      in.seek(range.from());
      while (entries.size() < range.records()) {
        Recorded record = in.next();
        if (record == null) {
          throw UserError.failed(
              "%s: became shorter while it was read: leave it alone".formatted(file));
        }
        entries.add(input(record));
      }
    }
    return entries;
  }

  private static InputRecord input(Recorded record) {
    return new InputRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.arrivalMillis(),
        record.key(),
        record.value(),
        record.headers());
  }

  /** Returns where a record of it stands, for messages. */
  public String where(InputRecord record) {
    return isBinary && !record.topic().isEmpty()
        ? "topic %s, partition %d, offset %d"
            .formatted(record.topic(), record.partition(), record.offset())
        : "line %d".formatted(record.offset() + 1);
  }

  private RecordingReader reader() {
    return linesPerBatch > 0
        ? TextReader.ofText(file, linesPerBatch, interval.toMillis())
        : RecordingReader.open(file);
  }

  private Recording indexed() {
    isBinary = linesPerBatch == 0 && RecordingReader.isBinary(file);
    try (RecordingReader in = reader()) {
      RecordingReader.Place place = in.place();
      for (Recorded record = in.next(); record != null; record = in.next()) {
        int batch = checkFew(record.arrivalMillis() / interval.toMillis(), in);
        Range before = batches.get(batch);
        batches.put(batch, before == null ? new Range(place, 1) : before.next());
        records++;
        place = in.place();
      }
      isEndNamed = in.isEndNamed();
      endMillis = in.endMillis();
      if (isEndNamed) {
        checkFew(batchesUntil(endMillis) - 1, in);
      }
    }
    return this;
  }

  private int checkFew(long batch, RecordingReader in) {
    if (batch >= MOST_BATCHES) {
      throw UserError.usage(
          "%s: %s is in batch %,d of %,d ms: at most %,d batches are replayed; choose a longer batch interval"
              .formatted(file, in.where(), batch, interval.toMillis(), MOST_BATCHES));
    }
    return (int) batch;
  }

  private Object writeReplace() {
    return new Reopened(file.toString(), interval, linesPerBatch);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a recording is serialized as the name of its file");
  }

  /** A recording in a checkpoint: its file, opened again where it is restored. */
  private record Reopened(String file, Duration interval, int linesPerBatch)
      implements Serializable {
    private Object readResolve() {
      return linesPerBatch > 0
          ? Recording.ofText(Path.of(file), interval, linesPerBatch)
          : Recording.open(Path.of(file), interval);
    }
  }
}
