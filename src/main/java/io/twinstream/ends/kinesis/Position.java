package io.twinstream.ends.kinesis;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a shard is read.
 *
 * @param sequenceNumber of the last record; null for other kinds than {@link Kind#AFTER}
 * @param arrivedAt when that record came in; null likewise
 * @param readUntil all that came in before is read; null if that is not known
 */
record Position(Kind kind, String sequenceNumber, Instant arrivedAt, Instant readUntil) {
  private static final String VERSION = "v1";

  /** What comes next. */
  enum Kind {
    /** The oldest record that the shard has. */
    BEGINNING,
    /** The first record that came in at {@link #readUntil} or later. */
    TIME,
    /** The record after the last. */
    AFTER,
    /** Nothing: the shard is closed, and all of it is read. */
    END
  }

  static Position beginning(Optional<Instant> readUntil) {
    return new Position(Kind.BEGINNING, null, null, readUntil.orElse(null));
  }

  static Position at(Instant time) {
    return new Position(Kind.TIME, null, null, time);
  }

  /** Returns this after another record. */
  Position after(String last, Instant arrival, Instant until) {
    return new Position(Kind.AFTER, last, arrival, later(until));
  }

  /** Returns this after a read that found nothing. */
  Position nothingUntil(Instant until) {
    return new Position(kind, sequenceNumber, arrivedAt, later(until));
  }

  Position end() {
    return new Position(Kind.END, null, null, readUntil);
  }

  private Instant later(Instant until) {
    return readUntil != null && readUntil.isAfter(until) ? readUntil : until;
  }

  boolean isEnd() {
    return kind == Kind.END;
  }

  /** Returns the lines of a file. */
  String text() {
    StringBuilder text = new StringBuilder(VERSION).append("\nkind ").append(kind).append('\n');
    add(text, "sequenceNumber", sequenceNumber);
    add(text, "arrivedAt", arrivedAt);
    add(text, "readUntil", readUntil);
    return text.toString();
  }

  private static void add(StringBuilder text, String name, Object value) {
    if (value != null) {
      text.append(name).append(' ').append(value).append('\n');
    }
  }

  /**
   * Reads the lines of a file.
   *
   * @param name of the file, for messages
   */
  static Position of(String text, String name) throws IOException {
    Map<String, String> values = new HashMap<>();
    if (!text.startsWith(VERSION + "\n") || !text.endsWith("\n")) {
      throw new IOException(name + " is no position of a shard, or of another version");
    }
    for (String line : text.substring(VERSION.length() + 1).split("\n")) {
      int space = Math.max(0, line.indexOf(' '));
      values.put(line.substring(0, space), line.substring(space + 1));
    }
    try {
      Position read =
          new Position(
              Kind.valueOf(values.getOrDefault("kind", "")),
              values.get("sequenceNumber"),
              time(values.get("arrivedAt")),
              time(values.get("readUntil")));
      if ((read.kind == Kind.AFTER) == (read.sequenceNumber != null)) {
        return read;
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(name + " is damaged: " + e.getMessage(), e);
    }
    throw new IOException(name + " is damaged: its kind and its sequence number do not fit");
  }

  private static Instant time(String text) {
    return text == null ? null : Instant.parse(text);
  }
}
