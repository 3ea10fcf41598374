package io.twinstream.ends.recording;

import io.twinstream.error.UserError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
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
 * <p>The file is UTF-8 text, one record a line, {@code arrival_ms<TAB>payload} or, where a job
 * reads several topics, {@code arrival_ms@topic<TAB>payload}, arrivals ascending from 0; or plain
 * text, of which so many lines make a batch. A recording that goes on after its last record names
 * its end in its last line, {@code end_ms end}: there is a space where every record has a tab, so
 * neither a payload nor a line that was cut off can be taken for it. Only an index is kept in
 * memory (one entry per batch that has records); a batch is read when it is asked for. Lines end at
 * a line feed; a carriage return before it belongs to the payload.
 */
public final class Recording implements Serializable {
  private static final long serialVersionUID = 1L;

  /** More batches than this are taken for a mistake in the arrival times. */
  public static final int MOST_BATCHES = 1_000_000;

  private static final long NO_RECORD = -1;

  private final transient Path file;
  private final transient Duration interval;
  private final transient int linesPerBatch;
  private final transient TreeMap<Integer, Range> batches = new TreeMap<>();
  private transient long records;
  private transient long newestArrival;
  private transient boolean isEndNamed;

  /** Plain text where {@code linesPerBatch} is positive. */
  private Recording(Path file, Duration interval, int linesPerBatch) {
    this.file = file;
    this.interval = interval;
    this.linesPerBatch = linesPerBatch;
  }

  /**
   * One record.
   *
   * @param arrivalMillis when it arrived, in ms from the recording's beginning
   * @param line its payload
   * @param topic the topic it came from; empty if it names none
   * @param offset its number in the file, from 0; -1 where records have none
   */
  public record Entry(long arrivalMillis, String line, String topic, long offset) {
    /** A line that was read from where there are neither topics nor offsets. */
    public Entry(long arrivalMillis, String line) {
      this(arrivalMillis, line, "", -1);
    }
  }

  /** The bytes of one batch in the file, how many lines they are, and the first one's number. */
  private record Range(long from, long until, int lines, long first) {}

  /**
   * Returns the recording in a file; reads it once, to check and to index it.
   *
   * @throws UserError if the file cannot be read or a line is malformed; names the line
   */
  public static Recording open(Path file, Duration interval) {
    return read(file, new Recording(file, interval, 0), Recording::indexByArrival);
  }

  /**
   * Returns a plain text as a recording in which each batch has so many lines, all arrived at its
   * beginning.
   *
   * @throws UserError if the file cannot be read
   */
  public static Recording ofText(Path file, Duration interval, int linesPerBatch) {
    return read(file, new Recording(file, interval, linesPerBatch), Recording::indexByCount);
  }

  /**
   * Tells whether a file looks like a recording: at least half of its first lines begin with an
   * arrival and a tab, or name the end.
   *
   * @throws UserError if the file cannot be read
   */
  public static boolean looksLikeOne(Path file) {
    checkReadable(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return LinePrefix.beginsMost(in);
    } catch (IOException e) {
      throw unreadable(file, e);
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
    return isEndNamed ? Math.max(withRecords, batchesUntil(newestArrival)) : withRecords;
  }

  private int batchesUntil(long millis) {
    return (int) ceilDiv(millis, interval.toMillis());
  }

  /** Returns how many records there are. */
  public long records() {
    return records;
  }

  /** Returns how many records batch k holds. */
  public int size(int k) {
    Range range = batches.get(k);
    return range == null ? 0 : range.lines();
  }

  /**
   * Returns the records of batch k in order; malformed UTF-8 is replaced by U+FFFD.
   *
   * @throws UserError if the file can no longer be read, or is shorter than it was
   */
  public List<Entry> batch(int k) {
    Range range = batches.get(k);
    if (range == null) {
      return List.of();
    }
    byte[] bytes = new byte[Math.toIntExact(range.until() - range.from())];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(range.from());
      in.readFully(bytes);
    } catch (EOFException e) {
      throw UserError.failed(
          "%s: became shorter while it was read: leave it alone".formatted(file), e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    List<Entry> entries = new ArrayList<>(range.lines());
    int start = 0;
    for (int i = 0; i <= bytes.length && start < bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        entries.add(entry(bytes, start, i, k, range.first() + entries.size()));
        start = i + 1;
      }
    }
    return entries;
  }

  private Entry entry(byte[] bytes, int start, int end, int k, long number) {
    if (linesPerBatch > 0) {
      return new Entry(k * interval.toMillis(), text(bytes, start, end), "", number);
    }
    int digits = start;
    long arrival = 0;
    for (; bytes[digits] != '\t' && bytes[digits] != LinePrefix.TOPIC; digits++) {
      arrival = arrival * 10 + (bytes[digits] - '0');
    }
    int tab = digits;
    while (bytes[tab] != '\t') {
      tab++;
    }
    String topic = tab > digits ? text(bytes, digits + 1, tab) : "";
    return new Entry(arrival, text(bytes, tab + 1, end), topic, number);
  }

  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** Something that indexes the file of a recording. */
  private interface Indexer {
    void index(Recording recording) throws IOException;
  }

  private static Recording read(Path file, Recording recording, Indexer indexer) {
    checkReadable(file);
    try {
      indexer.index(recording);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return recording;
  }

  /**
   * Returns the batch of a line, of which it is given the number from 0 and the first bytes; {@link
   * #NO_RECORD} for one that is no record.
   */
  private interface BatchOfLine {
    long batch(long number, byte[] beginning, int length);
  }

  private void indexByCount() throws IOException {
    index((number, beginning, length) -> number / linesPerBatch);
  }

  private void indexByArrival() throws IOException {
    index(this::batchByArrival);
  }

  private long batchByArrival(long number, byte[] beginning, int length) {
    if (isEndNamed) {
      throw UserError.failed(
          "%s: line %d stands behind the one that names the end: nothing may follow that"
              .formatted(file, number + 1));
    }
    int endDigits = LinePrefix.endDigits(beginning, length);
    if (endDigits > 0) {
      long end = millis(number, beginning, endDigits, "ends");
      checkFew(number, ceilDiv(end, interval.toMillis()) - 1);
      isEndNamed = true;
      return NO_RECORD;
    }
    int digits = LinePrefix.arrivalDigits(beginning, length);
    if (digits == 0) {
      throw UserError.failed(
          "%s: line %d has no arrival: each line is arrival_ms<TAB>payload, or arrival_ms@topic<TAB>payload; the last may be end_ms end"
              .formatted(file, number + 1));
    }
    return millis(number, beginning, digits, "arrives") / interval.toMillis();
  }

  private long millis(long number, byte[] beginning, int digits, String what) {
    long millis = Long.parseLong(new String(beginning, 0, digits, StandardCharsets.US_ASCII));
    if (millis < newestArrival) {
      throw UserError.failed(
          "%s: line %d %s at %d ms, before the line above it (%d ms): arrivals must ascend"
              .formatted(file, number + 1, what, millis, newestArrival));
    }
    newestArrival = millis;
    return millis;
  }

  private void index(BatchOfLine batchOf) throws IOException {
    byte[] beginning = new byte[LinePrefix.LONGEST];
    int length = 0;
    long number = 0;
    long position = 0;
    long start = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          position++;
          if (buffer[i] == '\n') {
            add(batchOf.batch(number, beginning, length), start, position, number);
            number++;
            start = position;
            length = 0;
          } else if (length < beginning.length) {
            beginning[length] = buffer[i];
            length++;
          }
        }
      }
    }
    if (position > start) {
      add(batchOf.batch(number, beginning, length), start, position, number);
    }
  }

  private void checkFew(long number, long batch) {
    if (batch >= MOST_BATCHES) {
      throw UserError.failed(
          "%s: line %d is in batch %,d of %,d ms: at most %,d batches are replayed; choose a longer batch interval"
              .formatted(file, number + 1, batch, interval.toMillis(), MOST_BATCHES));
    }
  }

  private void add(long batch, long from, long until, long number) {
    if (batch == NO_RECORD) {
      return;
    }
    checkFew(number, batch);
    records++;
    batches.merge(
        (int) batch,
        new Range(from, until, 1, number),
        (before, line) ->
            new Range(before.from(), line.until(), before.lines() + 1, before.first()));
  }

  private static long ceilDiv(long millis, long interval) {
    return -Math.floorDiv(-millis, interval);
  }

  private static void checkReadable(Path file) {
    if (!Files.isRegularFile(file) && !Files.exists(file)) {
      throw UserError.usage("%s: no such file".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw UserError.usage("%s: is a directory; a file is needed".formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw UserError.usage("%s: cannot be read: check its permissions".formatted(file));
    }
  }

  private static UserError unreadable(Path file, IOException cause) {
    return UserError.failed("%s: cannot be read: %s".formatted(file, cause.getMessage()), cause);
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
