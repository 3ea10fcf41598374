package io.twinstream.ends.recording;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the text format, or plain text of which so many lines have one arrival. */
final class TextReader implements RecordingReader {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final InputStream in;
  private final int linesPerBatch;
  private final long batchMillis;
  private byte[] buffer = new byte[BUFFER];
  private int start;
  private int filled;
  private long bufferedFrom;
  private long lines;
  private long arrival;
  private boolean isEndNamed;

  /** Plain text where {@code linesPerBatch} is positive. */
  private TextReader(Path file, int linesPerBatch, long batchMillis) {
    this.file = file;
    this.linesPerBatch = linesPerBatch;
    this.batchMillis = batchMillis;
    try {
      this.channel = FileChannel.open(file);
    } catch (IOException e) {
      throw RecordingReader.unreadable(file, e);
    }
    this.in = Channels.newInputStream(channel);
  }

  static TextReader ofRecording(Path file) {
    return new TextReader(file, 0, 0);
  }

  static TextReader ofText(Path file, int linesPerBatch, long batchMillis) {
    return new TextReader(file, linesPerBatch, batchMillis);
  }

  /** Reads the whole file for the topics. */
  @Override
  public RecordingHead head() {
    Map<String, Integer> topics = new HashMap<>();
    try (TextReader all = new TextReader(file, linesPerBatch, batchMillis)) {
      for (Recorded record = all.next(); record != null; record = all.next()) {
        if (!record.topic().isEmpty()) {
          topics.put(record.topic(), 0);
        }
      }
    }
    return new RecordingHead(topics, -1);
  }

  @Override
  public Recorded next() {
    int end = lineEnd();
    if (end < 0) {
      return null;
    }
    int from = start;
    start = Math.min(end + 1, filled);
    lines++;
    return linesPerBatch > 0
        ? Recorded.ofLine(
            (lines - 1) / linesPerBatch * batchMillis,
            lines - 1,
            Arrays.copyOfRange(buffer, from, end))
        : record(from, end);
  }

  /** Returns where the line that begins at {@link #start} ends; -1 if there is none. */
  private int lineEnd() {
    int end = start;
    while (true) {
      for (; end < filled; end++) {
        if (buffer[end] == '\n') {
          return end;
        }
      }
      int line = end - start;
      if (!fill()) {
        return line == 0 ? -1 : filled;
      }
      end = start + line;
    }
  }

  /** Moves what is left to the front, and reads more behind it; tells whether there was more. */
  private boolean fill() {
    int left = filled - start;
    byte[] larger = left > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, start, larger, 0, left);
    buffer = larger;
    bufferedFrom += start;
    start = 0;
    filled = left;
    try {
      int read = in.read(buffer, filled, buffer.length - filled);
      filled += Math.max(0, read);
      return read > 0;
    } catch (IOException e) {
      throw RecordingReader.unreadable(file, e);
    }
  }

  private Recorded record(int from, int end) {
    if (isEndNamed) {
      throw UserError.usage(
          "%s: %s comes after the end mark: nothing may follow it".formatted(file, where()));
    }
    byte[] beginning = Arrays.copyOfRange(buffer, from, Math.min(end, from + LinePrefix.LONGEST));
    int endDigits = LinePrefix.endDigits(beginning, beginning.length);
    if (endDigits > 0) {
      arrive(beginning, endDigits, "ends");
      isEndNamed = true;
      return next();
    }
    int digits = LinePrefix.arrivalDigits(beginning, beginning.length);
    if (digits == 0) {
      throw UserError.usage(
          "%s: %s has no arrival: each line is arrival_ms<TAB>payload, or arrival_ms@topic<TAB>payload; the last may be end_ms end"
              .formatted(file, where()));
    }
    arrive(beginning, digits, "arrives");
    int tab = digits;
    while (beginning[tab] != '\t') {
      tab++;
    }
    String topic = tab > digits ? text(beginning, digits + 1, tab) : "";
    return new Recorded(
        arrival,
        topic,
        0,
        lines - 1,
        -1,
        Recorded.TimestampType.NONE,
        null,
        Arrays.copyOfRange(buffer, from + tab + 1, end),
        List.of());
  }

  private void arrive(byte[] beginning, int digits, String what) {
    long millis = Long.parseLong(text(beginning, 0, digits));
    if (millis < arrival) {
      throw UserError.usage(
          "%s: %s %s at %d ms, before the line above it (%d ms): arrivals must ascend"
              .formatted(file, where(), what, millis, arrival));
    }
    arrival = millis;
  }

  private static String text(byte[] bytes, int from, int until) {
    return new String(bytes, from, until - from, StandardCharsets.UTF_8);
  }

  @Override
  public boolean isEndNamed() {
    return isEndNamed;
  }

  @Override
  public long endMillis() {
    return arrival;
  }

  @Override
  public String where() {
    return "line " + lines;
  }

  @Override
  public Place place() {
    return new Place(bufferedFrom + start, 0, lines);
  }

  @Override
  public void seek(Place to) {
    try {
      channel.position(to.position());
    } catch (IOException e) {
      throw RecordingReader.unreadable(file, e);
    }
    bufferedFrom = to.position();
    lines = to.number();
    start = 0;
    filled = 0;
    arrival = 0;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw RecordingReader.unreadable(file, e);
    }
  }
}
